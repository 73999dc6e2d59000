import { contentDisposition } from '../../../core/files/disposition.ts';
import { changeManyPreferences, changePreferences, readPreferences } from '../../../core/preferences/administration.ts';
import {
  exportNotices,
  forgetNotices,
  optOutOfAll,
  optOutOfMarketing,
  preferencesOf,
  setPreferences,
} from '../../../core/preferences/own.ts';
import { requestToken, unsubscribeUrl } from '../../../core/preferences/unsubscribe.ts';
import type { Routes } from '../../../wire/route.ts';
import type { HelpdeskContext } from '../context.ts';
import { presentExport, presentPreferences } from '../present/preferences.ts';
import * as schema from '../schema/preferences.ts';

const TAG = 'Notification preferences';
const PATH = '/api/notifications';

/** What people want to hear of, their own and, for admins, anybody's. */
export function preferenceRoutes(routes: Routes, { core, publicUrl }: HelpdeskContext): void {
  routes.add({
    method: 'GET',
    path: PATH,
    summary: 'What one wants to hear of, and how',
    tag: TAG,
    response: schema.preferencesAnswer,
    handler: async ({ actor }) => presentPreferences(await preferencesOf(core, actor.userId)),
  });

  routes.add({
    method: 'PUT',
    path: PATH,
    summary: 'Change what one sends of it, at any depth',
    tag: TAG,
    body: schema.preferenceChanges,
    response: schema.preferencesAnswer,
    handler: async ({ actor, body }) => presentPreferences(await setPreferences(core, actor, body)),
  });

  routes.add({
    method: 'POST',
    path: `${PATH}/opt-out/marketing`,
    summary: 'Get no offers any more',
    tag: TAG,
    response: schema.preferencesAnswer,
    handler: async ({ actor }) => presentPreferences(await optOutOfMarketing(core, actor)),
  });

  routes.add({
    method: 'POST',
    path: `${PATH}/opt-out/all-non-essential`,
    summary: 'Hear of nothing but account and security',
    tag: TAG,
    response: schema.preferencesAnswer,
    handler: async ({ actor }) => presentPreferences(await optOutOfAll(core, actor)),
  });

  routes.add({
    method: 'GET',
    path: `${PATH}/export`,
    summary: 'All that is kept of oneself about notices',
    tag: TAG,
    response: schema.exportAnswer,
    handler: async ({ actor, reply }) => {
      const data = presentExport(await exportNotices(core, actor));
      reply.header('content-disposition', contentDisposition('attachment', 'notifications.json'));
      return data;
    },
  });

  routes.add({
    method: 'DELETE',
    path: PATH,
    summary: 'Have all of that forgotten; an opt-out of marketing stays in force',
    tag: TAG,
    status: 204,
    response: null,
    handler: ({ actor }) => forgetNotices(core, actor),
  });

  routes.add({
    method: 'POST',
    path: `${PATH}/unsubscribe-tokens`,
    summary: 'A link that unsubscribes without signing in',
    tag: TAG,
    status: 201,
    body: schema.tokenBody,
    response: schema.tokenAnswer,
    handler: async ({ actor, body }) => {
      const token = await requestToken(core, actor, body.scope, body.userId);
      return { token, url: unsubscribeUrl(publicUrl(), token), scope: body.scope };
    },
  });

  routes.add({
    method: 'GET',
    path: `${PATH}/users/:userId`,
    summary: 'What somebody wants to hear of (admin)',
    tag: TAG,
    params: schema.preferencesOfParams,
    response: schema.preferencesAnswer,
    handler: async ({ actor, params }) => presentPreferences(await readPreferences(core, actor, params.userId)),
  });

  routes.add({
    method: 'PUT',
    path: `${PATH}/users/:userId`,
    summary: 'Change what one sends of it for somebody (admin)',
    tag: TAG,
    params: schema.preferencesOfParams,
    body: schema.preferenceChanges,
    response: schema.preferencesAnswer,
    handler: async ({ actor, params, body }) =>
      presentPreferences(await changePreferences(core, actor, params.userId, body)),
  });

  routes.add({
    method: 'POST',
    path: `${PATH}/bulk`,
    summary: 'Change what one sends of it for many people (admin)',
    tag: TAG,
    body: schema.bulkBody,
    response: schema.bulkAnswer,
    handler: ({ actor, body }) => changeManyPreferences(core, actor, body.userIds, body.changes),
  });
}
