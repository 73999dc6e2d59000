import type { Api } from '../support/api.ts';
import { createPushBrowser } from '../support/browser.ts';
import {
  CONVERSATIONS,
  eventually,
  FAQS,
  fileForm,
  MESSAGES,
  makeDirect,
  makeFaq,
  makeFaqCategory,
  makeGroup,
  say,
  upload,
} from '../support/factories.ts';
import { createdShape, deliveryShape, WEBHOOKS } from '../support/hooks.ts';
import type { Person } from '../support/person.ts';
import { PREFERENCES, prefer, tokenFor } from '../support/preferences.ts';
import { png } from '../support/samples.ts';
import type { TestServer } from '../support/server.ts';
import { feedShape, packageShape } from '../support/shapes.ts';
import { CANNED, makeCanned, openTicket, TICKETS } from '../support/tickets.ts';
import { inSeconds, makeToken } from '../support/tokens.ts';
import type { Principal, SceneKind } from './authorization.table.ts';

type Known = Exclude<Principal, 'none' | 'expired'>;

export type Cast = {
  readonly people: Readonly<Record<Known | 'newcomer', Person>>;
  api(principal: Principal): Api;
  token(principal: Principal): string | null;
};

/** Everybody of the table. `suspended` is suspended already. */
export async function gatherCast(server: TestServer): Promise<Cast> {
  const users = await server.people('owner', 'helper', 'member', 'blocked', 'ex', 'stranger', 'suspended', 'newcomer');
  const agent = await server.person('agent', { role: 'agent' });
  const admin = await server.person('admin', { role: 'admin' });
  await admin.put(`/api/users/${users.suspended.id}`, { name: 'suspended', suspended: true });
  const people = { ...users, agent, admin };
  const expired = await makeToken({ sub: users.member.id, name: 'member', exp: inSeconds(-60) });
  const token = (principal: Principal) => {
    if (principal === 'none') return null;
    return principal === 'expired' ? expired : people[principal].token;
  };
  return { people, token, api: (principal) => server.api(token(principal)) };
}

/** What a door is opened on, and words that only members may ever see. */
export type Scene = {
  readonly conversationId: string;
  readonly messageId: string;
  readonly attachmentId: string;
  readonly packageId: string;
  readonly ticketId: string;
  readonly unsubscribeToken: string;
  readonly faqId: string;
  readonly faqCategoryId: string;
  /** An entry of the owner's feed. */
  readonly entryId: string;
  /** A message of the asker's own, and a conversation of the asker's own. */
  readonly ownMessageId: string;
  readonly ownConversationId: string;
  readonly ownerId: string;
  /** Somebody to be removed or raised. */
  readonly victimId: string;
  readonly newcomerId: string;
  readonly agentId: string;
  /** A shared canned response of the agent. */
  readonly cannedId: string;
  /** A webhook that is switched off, and what was sent to it. */
  readonly webhookId: string;
  readonly deliveryId: string;
  readonly canary: string;
  /** What the owner sees of it all, to tell whether anything has changed (but for links and the owner's own fetching). */
  look(): Promise<string>;
};

const pushKeys = createPushBrowser().keys;

const OUTSIDERS: readonly Principal[] = ['none', 'expired', 'helper', 'ex', 'stranger', 'agent', 'admin', 'suspended'];

/** The last character changed: an id of the right form that names nothing. */
const wrong = (id: string) => `${id.slice(0, -1)}${id.endsWith('x') ? 'y' : 'x'}`;

export type Needs = {
  readonly file: boolean;
  readonly own: boolean;
  readonly pack: boolean;
  readonly object: boolean;
  readonly ticket: boolean;
  readonly token?: boolean;
  readonly hook?: boolean;
  readonly faq: boolean;
  readonly entry?: boolean;
};

/** Makes a fresh scene for one cell. Only what the door needs is made. */
export async function setScene(
  server: TestServer,
  cast: Cast,
  kind: SceneKind,
  principal: Principal,
  needs: Needs,
): Promise<Scene> {
  const { people } = cast;
  const canary = `canary${Math.random().toString(36).slice(2)}`;
  const isDirect = kind === 'direct' || kind === 'intodirect';
  // A direct conversation exists once per pair, so each cell has an owner of its own.
  const owner = isDirect && principal !== 'owner' ? await server.person('owner') : people.owner;
  const partner =
    OUTSIDERS.includes(principal) || principal === 'owner'
      ? await pairFor(server, principal, people)
      : people[principal as Known];
  const canned = needs.ticket ? await makeCanned(people.agent, { shared: true }) : null;
  let conversationId = 'none-needed';
  let messageId = 'none-needed';
  let attachmentId = 'none-needed';
  let victimId = people.member.id;
  const ticket = needs.ticket || kind === 'support' ? await openTicket(owner, { description: canary }) : null;
  if (needs.object) {
    if (kind === 'support' && ticket) {
      conversationId = ticket.conversationId;
    } else if (isDirect) {
      conversationId = (await makeDirect(owner, partner)).id;
      victimId = partner.id;
    } else {
      conversationId = await makeTeam(owner, principal, people);
      victimId = people.newcomer.id;
    }
    const files = needs.file
      ? { attachmentIds: [(await upload(owner, 'p.png', png(3, 2, canary), 'image/png')).id] }
      : {};
    attachmentId = files.attachmentIds?.[0] ?? attachmentId;
    messageId = (await say(owner, { id: conversationId }, canary, files)).id;
  }
  if (isDirect && principal === 'blocked') await owner.put(`/api/users/${partner.id}/block`);
  if (kind === 'unsent') attachmentId = (await upload(owner, 'p.png', png(3, 2, canary), 'image/png')).id;
  const asker =
    principal === 'none' || principal === 'expired' || principal === 'suspended'
      ? owner
      : principal === 'owner'
        ? owner
        : people[principal];
  const own = needs.own ? await makeGroup(asker, [people.newcomer], 'Own') : null;
  const ownMessageId = own ? (await say(asker, own, 'own words')).id : 'none-needed';
  const pack = { name: 'Offer', price: 1, currency: 'EUR', duration: 30 };
  const packageId = needs.pack
    ? (await owner.post('/api/users/me/service-packages', pack)).as(packageShape).id
    : 'none-needed';
  const unsubscribeToken = needs.token ? await tokenFor(owner, 'tickets') : 'none-needed';
  const { faqId, faqCategoryId } = needs.faq
    ? await writeFaq(people.agent, kind, canary)
    : { faqId: 'none-needed', faqCategoryId: 'none-needed' };
  const entryId = needs.entry ? await makeEntry(owner, people.newcomer) : 'none-needed';
  const hook = needs.hook ? await hookFor(cast, principal) : { webhookId: 'none-needed', deliveryId: 'none-needed' };
  const unknown = kind === 'unknown';
  return {
    conversationId: unknown ? wrong(conversationId) : conversationId,
    messageId: unknown ? wrong(messageId.replace(/.-/, (part) => `${part[0] === 'x' ? 'y' : 'x'}-`)) : messageId,
    attachmentId: unknown ? wrong(attachmentId) : attachmentId,
    packageId: unknown ? wrong(packageId) : packageId,
    ticketId: ticket ? (unknown ? wrong(ticket.id) : ticket.id) : 'none-needed',
    entryId: unknown ? wrong(entryId) : entryId,
    unsubscribeToken: unknown ? wrong(unsubscribeToken) : unsubscribeToken,
    webhookId: unknown ? wrong(hook.webhookId) : hook.webhookId,
    deliveryId: hook.deliveryId,
    faqId: unknown ? wrong(faqId) : faqId,
    faqCategoryId: unknown ? wrong(faqCategoryId) : faqCategoryId,
    ownMessageId,
    ownConversationId: own?.id ?? 'none-needed',
    ownerId: owner.id,
    victimId,
    newcomerId: people.newcomer.id,
    agentId: people.agent.id,
    cannedId: canned ? (unknown ? wrong(canned.id) : canned.id) : 'none-needed',
    canary,
    async look() {
      const seen = ticket ? (await owner.get(`${TICKETS}/${ticket.id}`)).text : '';
      if (needs.faq && !needs.object) {
        const faq = await people.agent.get(`${FAQS}/${faqId}`);
        return `${faq.text}\n${(await people.agent.get(`${FAQS}/${faqId}/feedback`)).text}`;
      }
      if (!needs.object) return seen;
      const conversation = await owner.get(`${CONVERSATIONS}/${conversationId}`);
      const messages = await owner.get(`${CONVERSATIONS}/${conversationId}/messages`);
      return `${seen}\n${conversation.text}\n${messages.text}`.replaceAll(
        /"(url|urlExpiresAt|thumbnailUrl|lastDeliveredSeq)":("[^"]*"|\d+)/g,
        '',
      );
    },
  };
}

const OFF = { url: 'https://hooks.invalid/x', isActive: false };

async function makeHook({ people }: Cast): Promise<{ webhookId: string; deliveryId: string }> {
  const created = createdShape.parse(JSON.parse((await people.admin.post(WEBHOOKS, OFF)).text));
  const tested = await people.admin.post(`${WEBHOOKS}/${created.id}/test`);
  return { webhookId: created.id, deliveryId: deliveryShape.parse(JSON.parse(tested.text)).id };
}

const shared = new WeakMap<Cast, ReturnType<typeof makeHook>>();

/** A webhook of its own for who may change it; one for all others. */
function hookFor(cast: Cast, principal: Principal): ReturnType<typeof makeHook> {
  if (principal === 'admin') return makeHook(cast);
  const made = shared.get(cast) ?? makeHook(cast);
  shared.set(cast, made);
  return made;
}

async function writeFaq(agent: Person, kind: SceneKind, canary: string) {
  const category = await makeFaqCategory(agent, `About ${canary}`);
  const status = kind === 'draft' ? 'draft' : 'published';
  const faq = await makeFaq(agent, canary, { status, categoryIds: [category.id] });
  return { faqId: faq.id, faqCategoryId: category.id };
}

async function pairFor(server: TestServer, principal: Principal, people: Cast['people']): Promise<Person> {
  return principal === 'owner' ? server.person('partner') : people.member;
}

/** A group of owner, member, blocked, suspended and a newcomer; helper and ex only where they ask. */
async function makeTeam(owner: Person, principal: Principal, people: Cast['people']): Promise<string> {
  const extra = principal === 'helper' || principal === 'ex' ? [people[principal]] : [];
  const team = [people.newcomer, people.member, people.blocked, people.suspended, ...extra];
  const { id } = await makeGroup(owner, team, 'Team');
  if (principal === 'helper') await owner.put(`${CONVERSATIONS}/${id}/members/${people.helper.id}`, { role: 'admin' });
  if (principal === 'ex') await owner.delete(`${CONVERSATIONS}/${id}/members/${people.ex.id}`);
  return id;
}

/** Puts something into somebody's feed. */
async function makeEntry(owner: Person, by: Person): Promise<string> {
  await prefer(owner, { categories: { groups: { inApp: true } } });
  const { id } = await makeGroup(by, [owner], 'Entry');
  let found: string | undefined;
  await eventually('the entry', async () => {
    const { data } = (await owner.get(`${PREFERENCES}/feed?limit=100`)).as(feedShape);
    found = data.find((entry) => entry.data.conversationId === id)?.id;
    return found !== undefined;
  });
  return found ?? '';
}

function oneClick(): FormData {
  const form = new FormData();
  form.append('List-Unsubscribe', 'One-Click');
  return form;
}

/** A valid HTTP request for a route, on a scene. */
export function requestFor(
  door: string,
  kind: SceneKind,
  scene: Scene,
): { path: string; body?: object; form?: FormData } {
  const { conversationId, messageId, attachmentId, packageId } = scene;
  const user = kind === 'unknown' ? 'unknown-person' : scene.newcomerId;
  const offer = { name: 'Offer', price: 1, currency: 'EUR', duration: 30 };
  const conversation = `${CONVERSATIONS}/${conversationId}`;
  const message = `${MESSAGES}/${messageId}`;
  const ticket = `${TICKETS}/${scene.ticketId}`;
  const hook = `${WEBHOOKS}/${scene.webhookId}`;
  const byDoor: Record<string, () => { path: string; body?: object; form?: FormData }> = {
    'GET /api/messaging/conversations/:id': () => ({ path: conversation }),
    'PUT /api/messaging/conversations/:id': () => ({ path: conversation, body: { title: 'Changed' } }),
    'DELETE /api/messaging/conversations/:id': () => ({ path: conversation }),
    'GET /api/messaging/conversations/:id/messages': () => ({ path: `${conversation}/messages` }),
    'POST /api/messaging/conversations/:id/read': () => ({ path: `${conversation}/read`, body: {} }),
    'PUT /api/messaging/conversations/:id/settings': () => ({
      path: `${conversation}/settings`,
      body: { isPinned: true },
    }),
    'POST /api/messaging/conversations/:id/members': () => ({
      path: `${conversation}/members`,
      body: { userIds: [scene.newcomerId] },
    }),
    'DELETE /api/messaging/conversations/:id/members/:userId': () => ({
      path: `${conversation}/members/${scene.victimId}`,
    }),
    'PUT /api/messaging/conversations/:id/members/:userId': () => ({
      path: `${conversation}/members/${scene.victimId}`,
      body: { role: 'admin' },
    }),
    'POST /api/messaging/conversations': () => {
      if (kind === 'direct') return { path: CONVERSATIONS, body: { type: 'direct', participantIds: [scene.ownerId] } };
      return { path: CONVERSATIONS, body: { type: 'group', title: 'T', participantIds: [scene.newcomerId] } };
    },
    'GET /api/messaging/conversations': () => ({ path: CONVERSATIONS }),
    'GET /api/messaging/unread-count': () => ({ path: '/api/messaging/unread-count' }),
    'GET /api/messaging/sync': () => ({ path: '/api/messaging/sync' }),
    'GET /api/messaging/search': () => {
      const within = kind === 'free' ? '' : `&conversationId=${conversationId}`;
      return { path: `/api/messaging/search?q=${scene.canary.slice(0, 6)}${within}` };
    },
    'POST /api/messaging/messages': () => ({ path: MESSAGES, body: { conversationId, content: 'written' } }),
    'GET /api/messaging/messages/:id': () => ({ path: message }),
    'PUT /api/messaging/messages/:id': () => ({ path: message, body: { content: 'changed' } }),
    'DELETE /api/messaging/messages/:id': () => ({ path: kind === 'forme' ? `${message}?for=me` : message }),
    'GET /api/messaging/messages/:id/reads': () => ({ path: `${message}/reads` }),
    'GET /api/messaging/messages/:id/replies': () => ({ path: `${message}/replies` }),
    'PUT /api/messaging/messages/:id/reactions/:emoji': () => ({ path: `${message}/reactions/%F0%9F%91%8D` }),
    'DELETE /api/messaging/messages/:id/reactions/:emoji': () => ({ path: `${message}/reactions/%F0%9F%91%8D` }),
    'POST /api/messaging/messages/:id/forward': () => {
      const into = kind === 'into' || kind === 'intodirect';
      if (into)
        return { path: `${MESSAGES}/${scene.ownMessageId}/forward`, body: { conversationIds: [conversationId] } };
      return { path: `${message}/forward`, body: { conversationIds: [scene.ownConversationId] } };
    },
    'POST /api/attachments': () => ({ path: '/api/attachments', form: fileForm('p.png', png(), 'image/png') }),
    'GET /api/attachments/:id': () => ({ path: `/api/attachments/${attachmentId}` }),
    'GET /api/attachments/:id/content': () => ({ path: `/api/attachments/${attachmentId}/content` }),
    'GET /api/attachments/:id/thumbnail': () => ({ path: `/api/attachments/${attachmentId}/thumbnail` }),
    'POST /api/tickets': () => ({ path: TICKETS, body: { subject: 'Subject', description: 'Words' } }),
    'GET /api/tickets': () => ({ path: TICKETS }),
    'GET /api/tickets/:id': () => ({ path: ticket }),
    'PUT /api/tickets/:id': () => ({ path: ticket, body: { priority: 'high' } }),
    'PUT /api/tickets/:id/status': () => ({ path: `${ticket}/status`, body: { status: 'closed' } }),
    'PUT /api/tickets/:id/assign': () => ({ path: `${ticket}/assign`, body: { assigneeId: null } }),
    'POST /api/tickets/:id/comments': () => ({ path: `${ticket}/comments`, body: { content: 'written' } }),
    'GET /api/tickets/:id/comments': () => ({ path: `${ticket}/comments` }),
    'GET /api/tickets/:id/history': () => ({ path: `${ticket}/history` }),
    'POST /api/tickets/:id/rating': () => ({ path: `${ticket}/rating`, body: { score: 5 } }),
    'PUT /api/tickets/:id/watchers/:userId': () => ({ path: `${ticket}/watchers/${scene.agentId}` }),
    'GET /api/tickets/:id/sla': () => ({ path: `${ticket}/sla` }),
    'POST /api/tickets/:id/escalate': () => ({ path: `${ticket}/escalate`, body: { reason: 'Urgent indeed' } }),
    'PUT /api/tickets/sla-policies': () => ({
      path: `${TICKETS}/sla-policies`,
      body: { urgent: { firstResponseMinutes: 10, resolutionMinutes: 60 } },
    }),
    'DELETE /api/tickets/:id/watchers/:userId': () => ({ path: `${ticket}/watchers/${scene.agentId}` }),
    'GET /api/tickets/search': () => ({ path: `${TICKETS}/search?q=${scene.canary.slice(0, 6)}` }),
    'POST /api/tickets/bulk': () => ({
      path: `${TICKETS}/bulk`,
      body: { ids: [scene.ticketId], changes: { priority: 'high' } },
    }),
    'GET /api/tickets/export': () => ({ path: `${TICKETS}/export` }),
    'POST /api/tickets/canned-responses': () => ({ path: CANNED, body: { title: 'Title', body: 'Words' } }),
    'GET /api/tickets/canned-responses': () => ({ path: CANNED }),
    'GET /api/tickets/canned-responses/:id': () => ({ path: `${CANNED}/${scene.cannedId}` }),
    'PUT /api/tickets/canned-responses/:id': () => ({ path: `${CANNED}/${scene.cannedId}`, body: { title: 'New' } }),
    'DELETE /api/tickets/canned-responses/:id': () => ({ path: `${CANNED}/${scene.cannedId}` }),
    'POST /api/tickets/canned-responses/:id/render': () => ({
      path: `${CANNED}/${scene.cannedId}/render`,
      body: { ticketId: scene.ticketId },
    }),
    'GET /api/users/me': () => ({ path: '/api/users/me' }),
    'PUT /api/users/me': () => ({ path: '/api/users/me', body: { specialty: 'Any' } }),
    'GET /api/users': () => ({ path: '/api/users' }),
    'GET /api/users/:id': () => ({ path: `/api/users/${user}` }),
    'PUT /api/users/:id': () => ({ path: `/api/users/made-${scene.canary}`, body: { name: 'Made' } }),
    'POST /api/users/import': () => ({
      path: '/api/users/import',
      body: { users: [{ id: `made-${scene.canary}`, name: 'M' }] },
    }),
    'GET /api/users/:id/presence': () => ({ path: `/api/users/${user}/presence` }),
    'GET /api/users/presence': () => ({ path: `/api/users/presence?ids=${scene.newcomerId}` }),
    'GET /api/users/:id/service-packages': () => ({ path: `/api/users/${user}/service-packages` }),
    'PUT /api/users/:id/service-packages': () => ({
      path: `/api/users/${scene.ownerId}/service-packages`,
      body: [offer],
    }),
    'POST /api/users/me/service-packages': () => ({ path: '/api/users/me/service-packages', body: offer }),
    'PUT /api/users/me/service-packages/:packageId': () => ({
      path: `/api/users/me/service-packages/${packageId}`,
      body: { price: 2 },
    }),
    'DELETE /api/users/me/service-packages/:packageId': () => ({ path: `/api/users/me/service-packages/${packageId}` }),
    'PUT /api/users/:id/block': () => ({ path: `/api/users/${user}/block` }),
    'DELETE /api/users/:id/block': () => ({ path: `/api/users/${user}/block` }),
    'GET /api/users/me/blocks': () => ({ path: '/api/users/me/blocks' }),
    'PUT /api/notifications/feed/:id/read': () => ({ path: `${PREFERENCES}/feed/${scene.entryId}/read` }),
    'POST /api/notifications/push-subscriptions': () => ({
      path: `${PREFERENCES}/push-subscriptions`,
      body: { endpoint: `https://push.invalid/${scene.canary}`, keys: pushKeys },
    }),
    'DELETE /api/notifications/push-subscriptions': () => ({
      path: `${PREFERENCES}/push-subscriptions`,
      body: { endpoint: `https://push.invalid/${scene.canary}` },
    }),
    'PUT /api/notifications': () => ({ path: PREFERENCES, body: { channels: { sms: true } } }),
    'POST /api/notifications/unsubscribe-tokens': () => ({
      path: `${PREFERENCES}/unsubscribe-tokens`,
      body: { scope: 'tickets' },
    }),
    'GET /api/notifications/unsubscribe/:token': () => ({
      path: `${PREFERENCES}/unsubscribe/${scene.unsubscribeToken}`,
    }),
    'POST /api/notifications/unsubscribe/:token': () => ({
      path: `${PREFERENCES}/unsubscribe/${scene.unsubscribeToken}`,
      form: oneClick(),
    }),
    'GET /api/notifications/users/:userId': () => ({ path: `${PREFERENCES}/users/${user}` }),
    'PUT /api/notifications/users/:userId': () => ({
      path: `${PREFERENCES}/users/${user}`,
      body: { channels: { sms: true } },
    }),
    'POST /api/notifications/bulk': () => ({
      path: `${PREFERENCES}/bulk`,
      body: { userIds: [scene.newcomerId], changes: { channels: { sms: true } } },
    }),
    'GET /api/faqs/search': () => ({ path: `${FAQS}/search?q=${scene.canary.slice(0, 6)}` }),
    'GET /api/faqs/suggest': () => ({ path: `${FAQS}/suggest?q=${scene.canary.slice(0, 6)}` }),
    'POST /api/faqs': () => ({ path: FAQS, body: { question: 'Why?', answer: 'Because.' } }),
    'GET /api/faqs/:id': () => ({ path: `${FAQS}/${scene.faqId}` }),
    'PUT /api/faqs/:id': () => ({ path: `${FAQS}/${scene.faqId}`, body: { answer: 'Changed.' } }),
    'DELETE /api/faqs/:id': () => ({ path: `${FAQS}/${scene.faqId}` }),
    'POST /api/faqs/:id/rate': () => ({ path: `${FAQS}/${scene.faqId}/rate`, body: { helpful: true } }),
    'GET /api/faqs/:id/feedback': () => ({ path: `${FAQS}/${scene.faqId}/feedback` }),
    'POST /api/faqs/categories': () => ({ path: `${FAQS}/categories`, body: { name: `Made ${scene.canary}` } }),
    'PUT /api/faqs/categories/:id': () => ({ path: `${FAQS}/categories/${scene.faqCategoryId}`, body: { order: 5 } }),
    'DELETE /api/faqs/categories/:id': () => ({ path: `${FAQS}/categories/${scene.faqCategoryId}` }),
    'GET /api/webhooks': () => ({ path: WEBHOOKS }),
    'POST /api/webhooks': () => ({ path: WEBHOOKS, body: OFF }),
    'GET /api/webhooks/:id': () => ({ path: hook }),
    'PUT /api/webhooks/:id': () => ({ path: hook, body: { events: ['ticket.created'] } }),
    'DELETE /api/webhooks/:id': () => ({ path: hook }),
    'POST /api/webhooks/:id/test': () => ({ path: `${hook}/test` }),
    'GET /api/webhooks/:id/deliveries': () => ({ path: `${hook}/deliveries` }),
    'POST /api/webhooks/:id/deliveries/:deliveryId/redeliver': () => ({
      path: `${hook}/deliveries/${scene.deliveryId}/redeliver`,
    }),
    'POST /dev/token': () => ({ path: '/dev/token', body: { id: 'someone', name: 'Someone' } }),
  };
  const make = byDoor[door];
  if (make) return make();
  return { path: door.split(' ')[1] ?? '/' };
}

/** A valid payload for a client event, on a scene. */
export function payloadFor(event: string, kind: SceneKind, scene: Scene, token: string | null): object {
  const { conversationId } = scene;
  if (event === 'send_message') return { conversationId, content: 'written' };
  if (event === 'message_read') return { conversationId, upToSeq: 1 };
  if (event === 'update_presence') return { status: 'online' };
  if (event === 'authenticate') return { token };
  if (event === 'resume') return { conversations: kind === 'free' ? {} : { [conversationId]: 0 } };
  return { conversationId };
}
