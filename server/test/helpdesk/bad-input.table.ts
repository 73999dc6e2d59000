/*
 * The fields that each address and client event reads, and what kind of value each takes. The test beside this file puts
 * every wrong kind into every field. `!` marks a field that may not be missing.
 */

type Kind = 'text' | 'id' | 'list' | 'number' | 'object' | 'boolean' | 'time';

export const WRONG: Readonly<Record<Kind, readonly unknown[]>> = {
  text: [5, true, {}, ['x'], 'a\u0000b'],
  id: [5, true, {}, ['x']],
  list: ['x', 5, {}, true, [5], [null], [{}]],
  number: ['x', true, {}, [], 1.5, -1, '1'],
  object: ['x', 5, true, []],
  boolean: ['true', 1, {}, []],
  time: ['soon', 5, true, {}, '2031-13-45T00:00:00Z'],
};

export type Fields = Readonly<Record<string, Kind | `${Kind}!`>>;

const profile: Fields = { name: 'text', avatar: 'text', specialty: 'text' };
const wishes: Fields = { channels: 'object', categories: 'object', quietHours: 'object', digest: 'object' };
const packs: Fields = { name: 'text', price: 'number', currency: 'text', description: 'text', isActive: 'boolean' };

export const BODIES: Readonly<Record<string, Fields>> = {
  'POST /api/messaging/conversations': {
    type: 'text!',
    title: 'text!',
    participantIds: 'list!',
    metadata: 'object',
  },
  'PUT /api/messaging/conversations/:id': { title: 'text', avatar: 'text', metadata: 'object', status: 'text' },
  'POST /api/messaging/conversations/:id/read': { messageId: 'id', upToSeq: 'number' },
  'PUT /api/messaging/conversations/:id/settings': { isArchived: 'boolean', isPinned: 'boolean', mutedUntil: 'time' },
  'POST /api/messaging/conversations/:id/members': { userIds: 'list!' },
  'PUT /api/messaging/conversations/:id/members/:userId': { role: 'text!' },
  'POST /api/messaging/messages': {
    conversationId: 'id!',
    content: 'text!',
    type: 'text',
    clientId: 'text',
    replyTo: 'id',
    attachmentIds: 'list',
    metadata: 'object',
  },
  'PUT /api/messaging/messages/:id': { content: 'text!' },
  'POST /api/messaging/messages/:id/forward': { conversationIds: 'list!' },
  'PUT /api/users/me': { ...profile, statusText: 'text', locale: 'text', timeZone: 'text' },
  'PUT /api/users/:id': {
    ...profile,
    name: 'text!',
    email: 'text',
    role: 'text',
    userType: 'text',
    suspended: 'boolean',
  },
  'POST /api/users/import': { users: 'list!' },
  'POST /api/users/me/service-packages': { ...packs, name: 'text!', price: 'number!', currency: 'text!' },
  'PUT /api/users/me/service-packages/:packageId': packs,
  'POST /api/tickets': {
    subject: 'text!',
    description: 'text!',
    category: 'text',
    priority: 'text',
    tags: 'list',
    attachmentIds: 'list',
    metadata: 'object',
    requesterId: 'id',
    clientId: 'text',
  },
  'PUT /api/tickets/:id': { subject: 'text', category: 'text', priority: 'text', tags: 'list', metadata: 'object' },
  'PUT /api/tickets/:id/status': { status: 'text!', comment: 'text' },
  'PUT /api/tickets/:id/assign': { assigneeId: 'id' },
  'POST /api/tickets/:id/comments': {
    content: 'text!',
    internal: 'boolean',
    attachmentIds: 'list',
    clientId: 'text',
  },
  'POST /api/tickets/:id/escalate': { reason: 'text!', assigneeId: 'id' },
  'PUT /api/tickets/sla-policies': {
    low: 'object',
    medium: 'object',
    high: 'object',
    urgent: 'object',
    businessHours: 'object',
  },
  'POST /api/tickets/:id/rating': { score: 'number!', comment: 'text' },
  'POST /api/tickets/bulk': { ids: 'list!', changes: 'object!' },
  'POST /api/tickets/canned-responses': { title: 'text!', body: 'text!', tags: 'list', shared: 'boolean' },
  'PUT /api/tickets/canned-responses/:id': { title: 'text', body: 'text', tags: 'list', shared: 'boolean' },
  'POST /api/tickets/canned-responses/:id/render': { ticketId: 'id!' },
  'POST /api/notifications/push-subscriptions': { endpoint: 'text!', keys: 'object!' },
  'DELETE /api/notifications/push-subscriptions': { endpoint: 'text!' },
  'PUT /api/notifications': wishes,
  'PUT /api/notifications/users/:userId': wishes,
  'POST /api/notifications/bulk': { userIds: 'list!', changes: 'object!' },
  'POST /api/notifications/unsubscribe-tokens': { scope: 'text!', userId: 'id' },
  'POST /api/faqs': { question: 'text!', answer: 'text!', categoryIds: 'list', tags: 'list', status: 'text' },
  'PUT /api/faqs/:id': { question: 'text', answer: 'text', categoryIds: 'list', tags: 'list', status: 'text' },
  'POST /api/faqs/:id/rate': { helpful: 'boolean!', comment: 'text' },
  'POST /api/faqs/categories': { name: 'text!', slug: 'text', description: 'text', order: 'number' },
  'PUT /api/faqs/categories/:id': { name: 'text', slug: 'text', description: 'text', order: 'number' },
  'POST /api/webhooks': { url: 'text!', events: 'list', isActive: 'boolean', secret: 'text' },
  'PUT /api/webhooks/:id': { url: 'text', events: 'list', isActive: 'boolean', secret: 'text' },
  'POST /dev/token': { id: 'text!', name: 'text', role: 'text' },
};

/** Values of the wrong lists that do no harm in these: a price has cents, an import reports each bad row by itself. */
export const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  price: ['1.5'],
  users: ['[5]', '[null]', '[{}]'],
};

export const QUERIES: readonly (readonly [string, string, readonly string[]])[] = [
  ['/api/messaging/conversations', 'limit', ['0', '-1', '1.5', 'x', '', '1e2', '0x10', '٣', 'null', '[]']],
  ['/api/messaging/conversations', 'type', ['', 'x', 'direct,group', 'DIRECT']],
  ['/api/messaging/conversations', 'archived', ['', 'yes', '1']],
  ['/api/messaging/conversations', 'unread', ['', 'yes', '1']],
  ['/api/messaging/search', 'q', ['', ' ', '\u0000']],
  ['/api/messaging/search?q=x', 'limit', ['0', 'x']],
  ['/api/messaging/search?q=x', 'type', ['', 'x']],
  ['/api/messaging/search?q=x', 'from', ['', 'x', '5']],
  ['/api/messaging/search?q=x', 'to', ['', 'x', '2031-02-30T00:00:00Z']],
  ['/api/messaging/sync', 'limit', ['0', '-1', 'x']],
  ['/api/notifications/feed', 'limit', ['0', '-1', 'x']],
  ['/api/notifications/feed', 'unread', ['', 'yes', '1']],
  ['/api/notifications/feed', 'category', ['', 'x', 'tickets,groups']],
  ['/api/users?search=x', 'limit', ['0', 'x']],
  ['/api/users/presence?ids=x', 'limit', ['0', 'x']],
  ['/api/users/me/service-packages', 'limit', ['0', '-1', 'x']],
  ['/api/faqs/categories', 'limit', ['0', 'x']],
  ['/api/tickets/categories', 'limit', ['0', 'x']],
  ['/api/users?search=x', 'role', ['', 'king']],
  ['/api/tickets/my-tickets', 'status', ['', 'OPEN', 'open,odd', 'open,']],
  ['/api/tickets/my-tickets', 'priority', ['', 'huge']],
  ['/api/tickets/my-tickets', 'category', ['', 'odd']],
  ['/api/tickets/my-tickets', 'sort', ['', 'number', '--createdAt']],
  ['/api/tickets/my-tickets', 'createdFrom', ['', 'x', '5']],
  ['/api/tickets/my-tickets', 'createdTo', ['', '2031-02-30T00:00:00Z']],
  ['/api/tickets/my-tickets', 'slaBreached', ['', 'yes', '1']],
  ['/api/tickets/search?q=x', 'status', ['', 'odd']],
  ['/api/tickets/search', 'q', ['', ' ', '\u0000']],
  ['/api/tickets/export', 'format', ['', 'xml']],
  ['/api/tickets/my-tickets', 'limit', ['0', 'x']],
  ['/api/webhooks', 'limit', ['0', '-1', 'x', '']],
  ['/api/faqs', 'limit', ['0', '-1', 'x', '']],
  ['/api/faqs', 'status', ['', 'x', 'DRAFT', 'draft,published']],
  ['/api/faqs/popular', 'limit', ['0', 'x']],
  ['/api/faqs/search', 'q', ['', ' ', '\u0000']],
  ['/api/faqs/search?q=x', 'limit', ['0', 'x']],
  ['/api/faqs/search?q=x', 'status', ['', 'x']],
  ['/api/faqs/suggest', 'q', ['', ' ', '\u0000']],
  ['/api/faqs/suggest?q=x', 'limit', ['0', 'x']],
];

export const CURSORS: readonly string[] = [
  '/api/messaging/conversations?cursor=',
  '/api/messaging/search?q=x&cursor=',
  '/api/messaging/sync?since=',
  '/api/notifications/feed?cursor=',
  '/api/users?search=x&cursor=',
  '/api/tickets/my-tickets?cursor=',
  '/api/tickets/search?q=x&cursor=',
  '/api/faqs?cursor=',
  '/api/faqs/categories?cursor=',
  '/api/tickets/categories?cursor=',
  '/api/users/me/service-packages?cursor=',
  '/api/users/presence?ids=x&cursor=',
  '/api/faqs/search?q=x&cursor=',
];

export const EVENTS: Readonly<Record<string, Fields>> = {
  join_conversation: { conversationId: 'id!', since: 'number' },
  leave_conversation: { conversationId: 'id!' },
  typing_start: { conversationId: 'id!' },
  typing_stop: { conversationId: 'id!' },
  message_read: { conversationId: 'id!', messageId: 'id', upToSeq: 'number' },
  update_presence: { status: 'text!', statusText: 'text' },
  send_message: {
    conversationId: 'id!',
    content: 'text!',
    type: 'text',
    clientId: 'text',
    replyTo: 'id',
    attachmentIds: 'list',
    metadata: 'object',
  },
  resume: { conversations: 'object!' },
  authenticate: { token: 'id!' },
};
