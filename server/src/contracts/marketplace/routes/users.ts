import type { Actor } from '../../../core/actor.ts';
import { checkAdmin } from '../../../core/users/administration.ts';
import { block, listBlocks, unblock } from '../../../core/users/blocks.ts';
import { getUser } from '../../../core/users/profile.ts';
import { listPackages, replacePackages } from '../../../core/users/service-packages.ts';
import type { UserRef } from '../../../core/users/types.ts';
import type { Routes } from '../../../wire/route.ts';
import type { MarketplaceContext } from '../context.ts';
import { deleteForCaller } from '../conversations.ts';
import { presentPackage } from '../present/packages.ts';
import { nobody, presentPerson } from '../present/people.ts';
import * as schema from '../schema/users.ts';

const PACKAGES = '/api/users/:id/service-packages';
const BLOCK = '/api/users/:id/block';

/** What people offer, and whom they block. */
export function userRoutes(routes: Routes, { core }: MarketplaceContext): void {
  routes.add({
    method: 'GET',
    path: PACKAGES,
    summary: 'What somebody offers',
    tag: 'Service packages',
    params: schema.userParams,
    response: schema.servicePackages,
    handler: async ({ actor, params: { id } }) => (await listPackages(core, actor, id)).map(presentPackage),
  });

  routes.add({
    method: 'PUT',
    path: PACKAGES,
    summary: 'Make these all that somebody offers: your own, or as an admin anybody’s',
    tag: 'Service packages',
    params: schema.userParams,
    body: schema.replacePackages,
    response: schema.servicePackages,
    first: async ({ actor, params: { id } }) => {
      await getUser(core, id);
      if (id !== actor.userId) checkAdmin(actor);
    },
    handler: async ({ actor, params: { id }, body }) => {
      // What another contract put out of use stays so: here nobody could say it.
      const unused = new Set((await core.servicePackages.list(id)).flatMap((one) => (one.isActive ? [] : one.id)));
      const packages = body.map((one) => ({
        ...one,
        description: one.description ?? null,
        isActive: !unused.has(one.id),
      }));
      return (await replacePackages(core, actor, id, packages)).map(presentPackage);
    },
  });

  routes.add({
    method: 'PUT',
    path: BLOCK,
    summary: 'Take no more direct messages from somebody',
    tag: 'Blocking',
    status: 204,
    params: schema.userParams,
    body: schema.block,
    response: null,
    first: async ({ params: { id } }) => void (await getUser(core, id)),
    handler: async ({ actor, params: { id }, body: { deleteConversation } }) => {
      const change = await block(core, actor, id);
      if (change && deleteConversation) await deleteForCaller(core, actor, change.conversationId);
    },
  });

  routes.add({
    method: 'DELETE',
    path: BLOCK,
    summary: 'Take direct messages from somebody again',
    tag: 'Blocking',
    status: 204,
    params: schema.userParams,
    response: null,
    first: async ({ params: { id } }) => void (await getUser(core, id)),
    handler: ({ actor, params: { id } }) => unblock(core, actor, id),
  });

  routes.add({
    method: 'GET',
    path: '/api/users/me/blocks',
    summary: 'Whom you block',
    tag: 'Blocking',
    response: schema.blocks,
    handler: async ({ actor }) => {
      const blocked = await allBlocks(actor);
      const people = await core.people.getMany(blocked.map(({ id }) => id));
      return blocked.map(({ id }) => presentPerson(people.get(id) ?? nobody(id), core.presence));
    },
  });

  async function allBlocks(actor: Actor): Promise<UserRef[]> {
    const all: UserRef[] = [];
    for (let page = await listBlocks(core, actor, null, 500); page.length > 0; ) {
      all.push(...page);
      page = await listBlocks(core, actor, all.at(-1)?.id ?? null, 500);
    }
    return all;
  }
}
