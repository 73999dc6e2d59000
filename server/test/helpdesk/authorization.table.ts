/*
 * Who may do what: every address and every client event, joined with who asks and what stands between them. The test beside
 * this file asks the running server for its routes and events and fails when a row is missing here or too many. Change a
 * line only together with the rule behind it.
 *
 * Outcomes: ok (2xx, or a good ack) · a status, where only the status is promised · a status with a letter for the code:
 * 403f forbidden, 403m not_a_member, 403b blocked, 409g not_a_group.
 */

export const PRINCIPALS = [
  'none',
  'expired',
  'owner',
  'helper',
  'member',
  'blocked',
  'ex',
  'stranger',
  'agent',
  'admin',
  'suspended',
] as const;
export type Principal = (typeof PRINCIPALS)[number];

/**
 * group: made by owner, helper is its admin, member, blocked and suspended belong to it, ex did. direct: owner and the asker
 * (for outsiders: owner and member), owner has blocked `blocked`. unknown: ids that do not exist. unsent: a file that owner
 * uploaded. published, draft: an FAQ that agent wrote. into: a forward of an own message into the group, intodirect into the
 * direct conversation. free: needs no object. support: the conversation of a ticket that owner opened. ticket: that ticket.
 */
export type SceneKind =
  | 'support'
  | 'ticket'
  | 'group'
  | 'direct'
  | 'unknown'
  | 'unsent'
  | 'into'
  | 'intodirect'
  | 'forme'
  | 'published'
  | 'draft'
  | 'free';

export type Row = { readonly door: string; readonly scene: SceneKind; readonly outcomes: string };

//                   none expired owner helper member blocked ex stranger agent admin suspended
const GROUP = '      401  401     ok    ok     ok     ok      403m 403m   403m  403m  403f';
const DIRECT = '     401  401     ok    403m   ok     ok      403m 403m   403m  403m  403f';
const UNKNOWN = '    401  401     404   404    404    404     404  404    404   404   403f';
const SENDER = '     401  401     ok    403f   403f   403f    403m 403m   403m  403m  403f';
const SENDER_D = '   401  401     ok    403m   403f   403     403m 403m   403m  403m  403f';
const ADMINS = '     401  401     ok    ok     403f   403f    403m 403m   403m  403m  403f';
const OWNER = '      401  401     ok    403f   403f   403f    403m 403m   403m  403m  403f';
const PAIR = '       401  401     409g  403m   409g   409g    403m 403m   403m  403m  403f';
const UNBLOCKED = '  401  401     ok    403m   ok     403b    403m 403m   403m  403m  403f';
const SIGNED_IN = '  401  401     ok    ok     ok     ok      ok   ok     ok    ok    403f';
const STAFF = '      401  401     400   400    400    400     400  400    ok    ok    403f';
const ADMIN = '      401  401     403f  403f   403f   403f    403f 403f   403f  ok    403f';
const ADMIN_NONE = ' 401  401     403f  403f   403f   403f    403f 403f   403f  404   403f';
const SELF = '       401  401     ok    404    404    404     404  404    404   404   403f';
const SELF_ADMIN = ' 401  401     ok    403f   403f   403f    403f 403f   403f  ok    403f';
const UPLOADER = '   401  401     ok    403m   403m   403m    403m 403m   403m  403m  403f';
const LINK = '       404  401     404   404    404    404     404  404    404   404   403f';
const PUBLIC = '     ok   401     ok    ok     ok     ok      ok   ok     ok    ok    403f';

const SUPPORT = '    401  401     ok    403m   403m   403m    403m 403m   ok    ok    403f';
const SUPPORT_M = '  401  401     ok    403m   403m   403m    403m 403m   403m  403m  403f';
const SUPPORT_S = '  401  401     ok    403m   403m   403m    403m 403m   403f  403f  403f';
const NO_GROUP = '   401  401     409g  403m   403m   403m    403m 403m   409g  409g  403f';
const TICKET = '     401  401     ok    403f   403f   403f    403f 403f   ok    ok    403f';
const VERDICT = '    401  401     409   403f   403f   403f    403f 403f   403f  403f  403f';
const DESK = '     401  401     403f  403f   403f   403f    403f 403f   ok    ok    403f';
const HIDDEN = '     401  401     404   404    404    404     404  404    ok    ok    403f';
const SHOWN = '      404  401     404   404    404    404     404  404    ok    ok    403f';
const NOWHERE = '    404  401     404   404    404    404     404  404    404   404   403f';

function rows(scenes: Partial<Record<SceneKind, string>>, ...doors: readonly string[]): Row[] {
  return doors.flatMap((door) =>
    Object.entries(scenes).map(([scene, outcomes]) => ({ door, scene: scene as SceneKind, outcomes })),
  );
}

const CONVERSATION = '/api/messaging/conversations/:id';
const MESSAGE = '/api/messaging/messages/:id';

export const TABLE: readonly Row[] = [
  ...rows(
    { group: GROUP, direct: DIRECT, unknown: UNKNOWN },
    `GET ${CONVERSATION}`,
    `DELETE ${CONVERSATION}`,
    `GET ${CONVERSATION}/messages`,
    `POST ${CONVERSATION}/read`,
    `PUT ${CONVERSATION}/settings`,
    'GET /api/messaging/search',
    `GET ${MESSAGE}`,
    `GET ${MESSAGE}/reads`,
    `GET ${MESSAGE}/replies`,
    'GET /api/attachments/:id',
    'GET /api/attachments/:id/content',
    'GET /api/attachments/:id/thumbnail',
    'join_conversation',
    'leave_conversation',
    'typing_start',
    'typing_stop',
    'message_read',
    'resume',
  ),
  ...rows({ group: ADMINS, direct: PAIR, unknown: UNKNOWN }, `PUT ${CONVERSATION}`, `POST ${CONVERSATION}/members`),
  ...rows({ group: ADMINS, direct: PAIR, unknown: UNKNOWN }, `DELETE ${CONVERSATION}/members/:userId`),
  ...rows({ group: OWNER, direct: PAIR, unknown: UNKNOWN }, `PUT ${CONVERSATION}/members/:userId`),
  ...rows({ group: GROUP, direct: UNBLOCKED, unknown: UNKNOWN }, 'POST /api/messaging/messages', 'send_message'),
  ...rows(
    { group: GROUP, direct: UNBLOCKED, unknown: UNKNOWN },
    `PUT ${MESSAGE}/reactions/:emoji`,
    `DELETE ${MESSAGE}/reactions/:emoji`,
  ),
  ...rows({ group: SENDER, direct: SENDER_D, unknown: UNKNOWN }, `PUT ${MESSAGE}`, `DELETE ${MESSAGE}`),
  ...rows({ forme: GROUP }, `DELETE ${MESSAGE}`),
  ...rows(
    { group: GROUP, direct: DIRECT, unknown: UNKNOWN, into: GROUP, intodirect: UNBLOCKED },
    `POST ${MESSAGE}/forward`,
  ),
  ...rows(
    { unsent: UPLOADER },
    'GET /api/attachments/:id',
    'GET /api/attachments/:id/content',
    'GET /api/attachments/:id/thumbnail',
  ),
  ...rows(
    { free: SIGNED_IN },
    'POST /api/messaging/conversations',
    'GET /api/messaging/conversations',
    'GET /api/messaging/unread-count',
    'GET /api/messaging/search',
    'GET /api/messaging/sync',
    'POST /api/attachments',
    'GET /api/users/me',
    'PUT /api/users/me',
    'GET /api/users/presence',
    'GET /api/users/me/blocks',
    'GET /api/notifications/feed',
    'POST /api/notifications/feed/read-all',
    'GET /api/notifications/push-subscriptions/key',
    'POST /api/notifications/push-subscriptions',
    'DELETE /api/notifications/push-subscriptions',
    'POST /api/users/me/service-packages',
    'update_presence',
    'authenticate',
    'resume',
  ),
  ...rows(
    { free: SIGNED_IN, unknown: UNKNOWN },
    'GET /api/users/:id',
    'GET /api/users/:id/presence',
    'GET /api/users/:id/service-packages',
    'PUT /api/users/:id/block',
  ),
  ...rows({ free: SIGNED_IN }, 'DELETE /api/users/:id/block'),
  // To open a conversation with owner: owner alone cannot, and whom owner has blocked may not.
  ...rows({ direct: ' 401 401 400 ok ok 403b ok ok ok ok 403f' }, 'POST /api/messaging/conversations'),
  ...rows({ free: STAFF }, 'GET /api/users'),
  ...rows({ free: ADMIN }, 'GET /api/tickets/sla-policies', 'PUT /api/tickets/sla-policies'),
  ...rows({ free: ADMIN }, 'PUT /api/users/:id', 'POST /api/users/import'),
  ...rows({ free: SELF_ADMIN }, 'PUT /api/users/:id/service-packages'),
  ...rows(
    { free: SELF, unknown: UNKNOWN },
    'PUT /api/users/me/service-packages/:packageId',
    'DELETE /api/users/me/service-packages/:packageId',
  ),
  ...rows(
    { support: SUPPORT },
    `GET ${CONVERSATION}`,
    `GET ${CONVERSATION}/messages`,
    `POST ${CONVERSATION}/read`,
    'GET /api/messaging/search',
    `GET ${MESSAGE}`,
    `GET ${MESSAGE}/reads`,
    `GET ${MESSAGE}/replies`,
    'GET /api/attachments/:id',
    'GET /api/attachments/:id/content',
    'GET /api/attachments/:id/thumbnail',
    'join_conversation',
    'leave_conversation',
    'typing_start',
    'typing_stop',
    'message_read',
    'resume',
    'POST /api/messaging/messages',
    'send_message',
    `PUT ${MESSAGE}/reactions/:emoji`,
    `DELETE ${MESSAGE}/reactions/:emoji`,
    `POST ${MESSAGE}/forward`,
  ),
  ...rows({ support: SUPPORT_M }, `DELETE ${CONVERSATION}`, `PUT ${CONVERSATION}/settings`),
  ...rows({ support: SUPPORT_S }, `PUT ${MESSAGE}`, `DELETE ${MESSAGE}`),
  ...rows(
    { support: NO_GROUP },
    `PUT ${CONVERSATION}`,
    `POST ${CONVERSATION}/members`,
    `DELETE ${CONVERSATION}/members/:userId`,
    `PUT ${CONVERSATION}/members/:userId`,
  ),
  ...rows(
    { ticket: TICKET, unknown: UNKNOWN },
    'GET /api/tickets/:id',
    'GET /api/tickets/:id/comments',
    'GET /api/tickets/:id/history',
    'POST /api/tickets/:id/comments',
    'PUT /api/tickets/:id/status',
  ),
  ...rows(
    { ticket: DESK, unknown: UNKNOWN },
    'PUT /api/tickets/:id',
    'PUT /api/tickets/:id/assign',
    'PUT /api/tickets/:id/watchers/:userId',
    'DELETE /api/tickets/:id/watchers/:userId',
    'GET /api/tickets/:id/sla',
    'POST /api/tickets/:id/escalate',
  ),
  ...rows({ ticket: VERDICT, unknown: UNKNOWN }, 'POST /api/tickets/:id/rating'),
  ...rows({ free: DESK }, 'GET /api/tickets', 'GET /api/tickets/stats', 'GET /api/tickets/export'),
  ...rows(
    { free: DESK },
    'POST /api/tickets/bulk',
    'POST /api/tickets/canned-responses',
    'GET /api/tickets/canned-responses',
  ),
  ...rows(
    { ticket: DESK, unknown: UNKNOWN },
    'GET /api/tickets/canned-responses/:id',
    'PUT /api/tickets/canned-responses/:id',
    'DELETE /api/tickets/canned-responses/:id',
    'POST /api/tickets/canned-responses/:id/render',
  ),
  ...rows({ free: SIGNED_IN }, 'POST /api/tickets', 'GET /api/tickets/my-tickets', 'GET /api/tickets/categories'),
  ...rows({ free: SIGNED_IN }, 'GET /api/tickets/search'),
  ...rows(
    { free: SIGNED_IN },
    'GET /api/notifications',
    'PUT /api/notifications',
    'DELETE /api/notifications',
    'POST /api/notifications/opt-out/marketing',
    'POST /api/notifications/opt-out/all-non-essential',
    'GET /api/notifications/export',
    'POST /api/notifications/unsubscribe-tokens',
  ),
  ...rows(
    { free: ADMIN, unknown: UNKNOWN },
    'GET /api/notifications/users/:userId',
    'PUT /api/notifications/users/:userId',
  ),
  ...rows({ free: SELF, unknown: UNKNOWN }, 'PUT /api/notifications/feed/:id/read'),
  ...rows({ free: ADMIN }, 'POST /api/notifications/bulk'),
  ...rows(
    { free: PUBLIC, unknown: LINK },
    'GET /api/notifications/unsubscribe/:token',
    'POST /api/notifications/unsubscribe/:token',
  ),
  ...rows(
    { free: PUBLIC },
    'GET /api/faqs',
    'GET /api/faqs/search',
    'GET /api/faqs/suggest',
    'GET /api/faqs/popular',
    'GET /api/faqs/categories',
  ),
  ...rows({ published: PUBLIC, draft: SHOWN, unknown: NOWHERE }, 'GET /api/faqs/:id'),
  ...rows({ published: SIGNED_IN, draft: UNKNOWN, unknown: UNKNOWN }, 'POST /api/faqs/:id/rate'),
  ...rows(
    { published: DESK, draft: HIDDEN, unknown: UNKNOWN },
    'PUT /api/faqs/:id',
    'DELETE /api/faqs/:id',
    'GET /api/faqs/:id/feedback',
  ),
  ...rows({ free: DESK }, 'POST /api/faqs', 'POST /api/faqs/categories'),
  ...rows({ published: DESK, unknown: UNKNOWN }, 'PUT /api/faqs/categories/:id', 'DELETE /api/faqs/categories/:id'),
  ...rows({ free: ADMIN }, 'GET /api/webhooks', 'POST /api/webhooks'),
  ...rows(
    { free: ADMIN, unknown: ADMIN_NONE },
    'GET /api/webhooks/:id',
    'PUT /api/webhooks/:id',
    'DELETE /api/webhooks/:id',
    'POST /api/webhooks/:id/test',
    'GET /api/webhooks/:id/deliveries',
    'POST /api/webhooks/:id/deliveries/:deliveryId/redeliver',
  ),
  ...rows({ free: PUBLIC }, 'GET /health', 'GET /health/live', 'GET /health/ready', 'GET /metrics'),
  ...rows({ free: PUBLIC }, 'GET /openapi.json', 'GET /docs', 'POST /dev/token'),
];

/** The outcomes of a row by principal. */
export function outcomesOf(row: Row): ReadonlyMap<Principal, string> {
  const list = row.outcomes.trim().split(/\s+/);
  if (list.length !== PRINCIPALS.length) throw new Error(`${row.door} ${row.scene}: ${list.length} outcomes`);
  return new Map(PRINCIPALS.map((principal, index) => [principal, list[index] ?? '']));
}
