import { accessMessageById } from '../../../core/conversations/access.ts';
import { deleteMessage, editMessage, hideMessage, reactOnce } from '../../../core/conversations/change-message.ts';
import { FILE_TYPES } from '../../../core/conversations/store.ts';
import type { Message } from '../../../core/conversations/types.ts';
import { invalid, ParleyError } from '../../../core/errors.ts';
import { isBlank } from '../../../core/text.ts';
import { idempotencyKey } from '../../../wire/idempotency.ts';
import type { Routes } from '../../../wire/route.ts';
import type { MarketplaceContext } from '../context.ts';
import { messageFirst, ownMessageFirst, reactingFirst } from '../first.ts';
import { forwardTo } from '../forwarding.ts';
import { nobody, presentPerson } from '../present/people.ts';
import { presentMessages, presentOne } from '../present/senders.ts';
import { readMessage } from '../reading.ts';
import * as answers from '../schema/answers.ts';
import * as schema from '../schema/changes.ts';

const TAG = 'Messages';
const PATH = '/api/messages/:id';

/** As many as a group has people. */
const MOST_READS = 1_000;

/** Texts and captions may be edited; only a caption may be empty. */
function checkEdit({ type }: Message, content: string): void {
  if (type !== 'text' && !FILE_TYPES.has(type))
    throw new ParleyError('validation_failed', `Messages of type ${type} cannot be edited`);
  if (type === 'text' && isBlank(content)) throw invalid('content', 'must not be empty');
}

/** One message and what may be done with it. */
export function oneMessageRoutes(routes: Routes, ctx: MarketplaceContext): void {
  const { core } = ctx;
  const { maxMessageLength } = core.settings;
  const byId = { tag: TAG, params: schema.messageParams } as const;
  const first = messageFirst(ctx);

  routes.add({
    ...byId,
    method: 'GET',
    path: PATH,
    summary: 'One message',
    response: answers.message,
    handler: async ({ actor, params }) => {
      const { message } = await accessMessageById(core, actor, params.id);
      return presentOne(core, message, actor.userId);
    },
  });

  routes.add({
    ...byId,
    method: 'PUT',
    path: PATH,
    summary: 'Edit an own text or caption',
    first: ownMessageFirst(ctx),
    body: schema.editMessage(maxMessageLength),
    response: answers.message,
    handler: async ({ actor, params, body: { content } }) => {
      const edited = await editMessage(core, actor, params.id, content, (message) => checkEdit(message, content));
      return presentOne(core, edited, actor.userId);
    },
  });

  routes.add({
    ...byId,
    method: 'DELETE',
    path: PATH,
    summary: 'Delete an own message for everybody',
    status: 204,
    response: null,
    handler: ({ actor, params }) => deleteMessage(core, actor, params.id),
  });

  routes.add({
    ...byId,
    method: 'DELETE',
    path: `${PATH}/for-me`,
    summary: 'Delete a message for the caller alone',
    status: 204,
    response: null,
    handler: ({ actor, params }) => hideMessage(core, actor, params.id),
  });

  routes.add({
    ...byId,
    method: 'POST',
    path: `${PATH}/read`,
    summary: 'Read up to this message',
    response: answers.read,
    handler: ({ actor, params }) => readMessage(ctx, actor, params.id),
  });

  routes.add({
    ...byId,
    method: 'GET',
    path: `${PATH}/reads`,
    summary: 'Who read a message, and when',
    response: answers.reads,
    handler: async ({ actor, params }) => {
      const { message, address } = await accessMessageById(core, actor, params.id);
      const found = await core.messages.reads(address, null, MOST_READS);
      found.sort((a, b) => (a.readAt < b.readAt ? -1 : a.readAt > b.readAt ? 1 : 0));
      const people = await core.people.getMany(found.map(({ userId }) => userId));
      const reads = found.map(({ userId, readAt }) => ({
        userId,
        readAt,
        user: presentPerson(people.get(userId) ?? nobody(userId), core.presence),
      }));
      return { messageId: message.id, reads };
    },
  });

  routes.add({
    ...byId,
    method: 'POST',
    path: `${PATH}/reaction`,
    summary: 'React, in place of an earlier reaction',
    first: reactingFirst(ctx),
    body: schema.reaction,
    response: answers.message,
    handler: async ({ actor, params, body }) =>
      presentOne(core, await reactOnce(core, actor, params.id, body.emoji), actor.userId),
  });

  routes.add({
    ...byId,
    method: 'DELETE',
    path: `${PATH}/reaction`,
    summary: 'Take the reaction back',
    response: answers.message,
    handler: async ({ actor, params }) => {
      const { message } = await accessMessageById(core, actor, params.id);
      // There is none on it to take back.
      if (message.deletedAt !== null) return presentOne(core, message, actor.userId);
      return presentOne(core, await reactOnce(core, actor, params.id, null), actor.userId);
    },
  });

  routes.add({
    ...byId,
    method: 'POST',
    path: `${PATH}/forward`,
    summary: 'Send a message on to other conversations, all or none',
    status: 201,
    otherSuccess: { status: 200, when: 'All were sent before with the same `clientMessageId`' },
    first,
    body: schema.forward,
    response: answers.forwarded,
    handler: async ({ actor, params, body: { conversationIds, clientId }, request, reply }) => {
      const key = clientId ?? idempotencyKey(request);
      const { messages, fresh } = await forwardTo(ctx, actor, params.id, conversationIds, key);
      if (fresh === 0) reply.code(200);
      for (let told = 0; told < fresh; told += 1) ctx.metrics.messageSent();
      return { messages: await presentMessages(core, messages, actor.userId) };
    },
  });
}
