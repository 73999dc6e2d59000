import { changesSince } from '../changes.ts';
import { addMembers, arrange, create, hide, list, removeMember, setRole, update } from '../conversations.ts';
import { history } from '../history.ts';
import { countUnread, markRead } from '../marks.ts';
import { messageOf } from '../messages.ts';
import { conversationOf, roomFor } from '../rooms.ts';
import { Reply, type Router } from '../router.ts';
import type { Person, Room, State } from '../state.ts';

const BASE = '/api/messaging/conversations';

/** Conversations, their members, marks and histories. */
export function conversationRoutes({ on }: Router, state: State): void {
  const shown = (person: Person, room: Room) => conversationOf(state, room, person.id);

  on('post', BASE, ({ person, body }) => {
    const { room, isNew } = create(state, person, body);
    return new Reply(isNew ? 201 : 200, shown(person, room));
  });
  on('get', BASE, ({ person, query }) => {
    const { cursor, limit = 20, ...filter } = query ?? {};
    const all = list(state, person, filter);
    const from = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
    const data = all.slice(from, from + limit);
    return { data, page: { next: all.length > from + limit ? (data.at(-1)?.id ?? null) : null } };
  });
  on('get', `${BASE}/{id}`, ({ person, params }) => shown(person, roomFor(state, person, params.id)));
  on('put', `${BASE}/{id}`, ({ person, params, body }) => shown(person, update(state, person, params.id, body)));
  on('delete', `${BASE}/{id}`, ({ person, params }) => hide(state, person, params.id));
  on('put', `${BASE}/{id}/settings`, ({ person, params, body }) =>
    shown(person, arrange(state, person, params.id, body)),
  );
  on('post', `${BASE}/{id}/members`, ({ person, params, body }) =>
    shown(person, addMembers(state, person, params.id, body.userIds)),
  );
  on('put', `${BASE}/{id}/members/{userId}`, ({ person, params, body }) =>
    shown(person, setRole(state, person, params.id, params.userId, body.role)),
  );
  on('delete', `${BASE}/{id}/members/{userId}`, ({ person, params }) =>
    removeMember(state, person, params.id, params.userId),
  );
  on('get', `${BASE}/{id}/messages`, ({ person, params, query }) => history(state, person, params.id, query ?? {}));
  on('post', `${BASE}/{id}/read`, ({ person, params, body }) => {
    const { upToSeq, messageId } = body ?? {};
    const seq = messageId == null ? upToSeq : messageOf(state, person, messageId).stored.message.seq;
    return markRead(state, person, params.id, seq ?? undefined);
  });
  on('get', '/api/messaging/unread-count', ({ person }) => countUnread(state, person.id));
  on('get', '/api/messaging/sync', ({ person, query }) =>
    changesSince(state, person, query?.since, query?.limit ?? 20),
  );
}
