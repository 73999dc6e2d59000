import { fileOf, storeFile } from '../files.ts';
import { search } from '../history.ts';
import { edit, forward, messageFor, messageOf, react, remove, send } from '../messages.ts';
import { invalid } from '../refusal.ts';
import { Reply, type Router } from '../router.ts';
import type { State } from '../state.ts';

const BASE = '/api/messaging/messages';

/** Messages, what is done with them, and files. */
export function messageRoutes({ on }: Router, state: State): void {
  on('post', BASE, ({ person, body, request }) => {
    const clientId = body.clientId ?? request.headers.get('idempotency-key');
    const { message, duplicate } = send(state, person, body.conversationId, { ...body, clientId });
    return new Reply(duplicate ? 200 : 201, message);
  });
  on('get', `${BASE}/{id}`, ({ person, params }) => messageFor(messageOf(state, person, params.id).stored, person.id));
  on('put', `${BASE}/{id}`, ({ person, params, body }) => edit(state, person, params.id, body.content));
  on('delete', `${BASE}/{id}`, ({ person, params, query }) => remove(state, person, params.id, query?.for === 'me'));
  on('put', `${BASE}/{id}/reactions/{emoji}`, ({ person, params }) =>
    react(state, person, params.id, params.emoji, true),
  );
  on('delete', `${BASE}/{id}/reactions/{emoji}`, ({ person, params }) =>
    react(state, person, params.id, params.emoji, false),
  );
  on('post', `${BASE}/{id}/forward`, ({ person, params, body }) => {
    const data = [...forward(state, person, params.id, body.conversationIds)];
    return new Reply(201, { data, page: { next: null } });
  });
  on('get', '/api/messaging/search', ({ person, query }) => ({
    data: search(state, person, query).slice(0, query.limit ?? 20),
    page: { next: null },
  }));

  on('post', '/api/attachments', async ({ person, request }) => {
    const file = (await request.formData()).get('file');
    if (!(file instanceof File)) throw invalid('file', 'must be a file');
    return new Reply(201, await storeFile(state, person, file));
  });
  on('get', '/api/attachments/{id}', ({ person, params }) => fileOf(state, person, params.id).attachment);
  on('get', '/api/attachments/{id}/content', ({ person, params }) => {
    const { bytes, attachment } = fileOf(state, person, params.id);
    return new Response(bytes, { headers: { 'content-type': attachment.mimeType } });
  });
}
