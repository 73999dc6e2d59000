import {
  createPackage,
  deletePackage,
  listPackages,
  replacePackages,
  updatePackage,
} from '../../../core/users/service-packages.ts';
import { pageOfShort } from '../../../wire/cursor.ts';
import type { Routes } from '../../../wire/route.ts';
import { shortListQuery } from '../../../wire/schema.ts';
import type { HelpdeskContext } from '../context.ts';
import { presentPackage } from '../present/users.ts';
import { listOf } from '../schema/answers.ts';
import * as schema from '../schema/users.ts';

const TAG = 'Service packages';

/** The routes about what people offer. */
export function servicePackageRoutes(routes: Routes, { core }: HelpdeskContext): void {
  routes.add({
    method: 'GET',
    path: '/api/users/:id/service-packages',
    summary: 'What somebody offers; inactive packages only for oneself',
    tag: TAG,
    params: schema.userParams,
    query: shortListQuery,
    response: listOf(schema.packageAnswer),
    handler: async ({ actor, params, query }) => {
      const ownerId = params.id === 'me' ? actor.userId : params.id;
      const packages = await listPackages(core, actor, ownerId);
      return pageOfShort(`packages:${ownerId}`, packages.map(presentPackage), query);
    },
  });

  routes.add({
    method: 'PUT',
    path: '/api/users/:id/service-packages',
    summary: 'Replace all that somebody offers (oneself or admin)',
    tag: TAG,
    params: schema.userParams,
    body: schema.replacePackages,
    response: listOf(schema.packageAnswer),
    handler: async ({ actor, params, body }) => {
      const packages = await replacePackages(core, actor, params.id === 'me' ? actor.userId : params.id, body);
      return { data: packages.map(presentPackage), page: { next: null } };
    },
  });

  routes.add({
    method: 'POST',
    path: '/api/users/me/service-packages',
    summary: 'Offer one more package',
    tag: TAG,
    status: 201,
    body: schema.createPackage,
    response: schema.packageAnswer,
    handler: async ({ actor, body }) => presentPackage(await createPackage(core, actor, body)),
  });

  routes.add({
    method: 'PUT',
    path: '/api/users/me/service-packages/:packageId',
    summary: 'Change what one sends of a package of one’s own',
    tag: TAG,
    params: schema.packageParams,
    body: schema.updatePackage,
    response: schema.packageAnswer,
    handler: async ({ actor, params, body }) =>
      presentPackage(await updatePackage(core, actor, params.packageId, body)),
  });

  routes.add({
    method: 'DELETE',
    path: '/api/users/me/service-packages/:packageId',
    summary: 'Offer a package of one’s own no more',
    tag: TAG,
    status: 204,
    params: schema.packageParams,
    response: null,
    handler: ({ actor, params }) => deletePackage(core, actor, params.packageId),
  });
}
