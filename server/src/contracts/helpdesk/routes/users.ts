import { ParleyError } from '../../../core/errors.ts';
import { type ImportCandidate, importUsers, putUser } from '../../../core/users/administration.ts';
import { block, listBlocks, unblock } from '../../../core/users/blocks.ts';
import { getUser, updateMe } from '../../../core/users/profile.ts';
import { searchUsers } from '../../../core/users/search.ts';
import { userRef } from '../../../core/users/types.ts';
import { decodeCursor, encodeCursor, pageOfShort } from '../../../wire/cursor.ts';
import type { Routes } from '../../../wire/route.ts';
import { check } from '../../../wire/schema.ts';
import type { HelpdeskContext } from '../context.ts';
import { presentMe, presentPresence, presentUser } from '../present/users.ts';
import { listOf, userRef as userRefAnswer } from '../schema/answers.ts';
import * as schema from '../schema/users.ts';

const TAG = 'Users';

/** The routes about people: oneself, others, presence, blocks and what admins do. */
export function userRoutes(routes: Routes, { core }: HelpdeskContext): void {
  const { presence } = core;

  routes.add({
    method: 'GET',
    path: '/api/users/me',
    summary: 'Oneself, with service packages',
    tag: TAG,
    response: schema.meAnswer,
    handler: async ({ actor }) => {
      const [user, packages] = await Promise.all([
        getUser(core, actor.userId),
        core.servicePackages.list(actor.userId),
      ]);
      return presentMe(user, actor, presence, packages);
    },
  });

  routes.add({
    method: 'PUT',
    path: '/api/users/me',
    summary: 'Change what one sends of oneself',
    tag: TAG,
    body: schema.updateMe,
    response: schema.meAnswer,
    handler: async ({ actor, body }) => {
      const user = await updateMe(core, actor, body);
      return presentMe(user, actor, presence, await core.servicePackages.list(actor.userId));
    },
  });

  routes.add({
    method: 'GET',
    path: '/api/users',
    summary: 'People by part of a name or id',
    tag: TAG,
    query: schema.searchQuery,
    response: listOf(schema.userAnswer),
    handler: async ({ actor, query }) => {
      const [name, id] = query.cursor ? decodeCursor('users', query.cursor, 'string', 'string') : [];
      const { users, next } = await searchUsers(core, actor, {
        search: query.search ?? null,
        role: query.role ?? null,
        after: name !== undefined && id !== undefined ? { name, id } : null,
        limit: query.limit,
      });
      return {
        data: users.map((user) => presentUser(user, actor, presence)),
        page: { next: next && encodeCursor('users', [next.name, next.id]) },
      };
    },
  });

  routes.add({
    method: 'GET',
    path: '/api/users/:id',
    summary: 'One person',
    tag: TAG,
    params: schema.userParams,
    response: schema.userAnswer,
    handler: async ({ actor, params }) => presentUser(await getUser(core, params.id), actor, presence),
  });

  routes.add({
    method: 'PUT',
    path: '/api/users/:id',
    summary: 'Create or change a person (admin)',
    tag: TAG,
    params: schema.userParams,
    otherSuccess: { status: 201, when: 'The person is new' },
    body: schema.putUser,
    response: schema.userAnswer,
    handler: async ({ actor, params, body, reply }) => {
      const { user, created } = await putUser(core, actor, params.id, body);
      if (created) reply.code(201);
      return presentUser(user, actor, presence);
    },
  });

  routes.add({
    method: 'POST',
    path: '/api/users/import',
    summary: 'Bring in people who never connected (admin)',
    tag: TAG,
    body: schema.importBody,
    response: schema.importAnswer,
    handler: ({ actor, body }) => importUsers(core, actor, body.users.map(candidateOf)),
  });

  routes.add({
    method: 'GET',
    path: '/api/users/:id/presence',
    summary: 'How present somebody is',
    tag: TAG,
    params: schema.userParams,
    response: schema.presenceAnswer,
    handler: async ({ actor, params }) => {
      const id = params.id === 'me' ? actor.userId : params.id;
      return presentPresence(await getUser(core, id), presence);
    },
  });

  routes.add({
    method: 'GET',
    path: '/api/users/presence',
    summary: 'How present several people are; unknown ids are left out',
    tag: TAG,
    query: schema.presenceQuery,
    response: listOf(schema.presenceAnswer),
    handler: async ({ query }) => {
      const people = await core.people.getMany(query.ids);
      const known = query.ids.flatMap((id) => people.get(id) ?? []);
      const shown = known.map((user) => presentPresence(user, presence));
      return pageOfShort('presence', shown, query);
    },
  });

  routes.add({
    method: 'PUT',
    path: '/api/users/:id/block',
    summary: 'Take no more direct messages from somebody',
    tag: TAG,
    status: 204,
    params: schema.userParams,
    response: null,
    handler: ({ actor, params }) => block(core, actor, params.id === 'me' ? actor.userId : params.id),
  });

  routes.add({
    method: 'DELETE',
    path: '/api/users/:id/block',
    summary: 'Take direct messages from somebody again',
    tag: TAG,
    status: 204,
    params: schema.userParams,
    response: null,
    handler: ({ actor, params }) => unblock(core, actor, params.id === 'me' ? actor.userId : params.id),
  });

  routes.add({
    method: 'GET',
    path: '/api/users/me/blocks',
    summary: 'Whom one blocked, by id',
    tag: TAG,
    query: schema.listQuery,
    response: listOf(userRefAnswer),
    handler: async ({ actor, query }) => {
      const [after = null] = query.cursor ? decodeCursor('blocks', query.cursor, 'string') : [];
      const found = await listBlocks(core, actor, after, query.limit + 1);
      const page = found.slice(0, query.limit);
      const last = found.length > query.limit ? page.at(-1) : undefined;
      return { data: page.map(userRef), page: { next: last ? encodeCursor('blocks', [last.id]) : null } };
    },
  });
}

function candidateOf(row: unknown): ImportCandidate {
  try {
    return check(schema.importRow, row, 'row');
  } catch (error) {
    if (error instanceof ParleyError) return { errors: error.issues };
    throw error;
  }
}
