import { FAQS, makeFaq, makeFaqCategory, makeGroup, say, upload } from '../../../../server/test/support/factories.ts';
import type { Person } from '../../../../server/test/support/person.ts';
import type { TestServer } from '../../../../server/test/support/server.ts';
import type { Conversation, Faq } from '../../../../server/test/support/shapes.ts';
import type { Ticket } from '../../../../server/test/support/ticket-shapes.ts';
import { assign, comment, makeCanned, openTicket, setStatus } from '../../../../server/test/support/tickets.ts';
import { makeToken } from '../../../../server/test/support/tokens.ts';
import { payloads } from './payloads.ts';

/** A site in which every text that somebody can write is a payload. */
export type HostileWorld = {
  /** A customer, with a conversation and a ticket for each payload. */
  readonly ann: Person;
  /** An agent whose name is a payload. */
  readonly agent: Person;
  /** All payloads, each said by somebody who is called like it. */
  readonly room: Conversation;
  /** Has all payloads as internal notes, and some as messages and as answers to them. */
  readonly ticket: Ticket;
  /** Articles that hold all payloads as Markdown, some in each. */
  readonly articles: readonly Faq[];
};

/** Requests that are under way at once. */
const AT_ONCE = 8;
/** Payloads in an article. */
export const ARTICLE_SIZE = 40;
const TITLE = 100;
const TAG = 50;

/** What the groups are called that are called like payloads. */
export const titles: readonly string[] = payloads.map((text) => cut(text, TITLE));

export async function makeHostileWorld(server: TestServer): Promise<HostileWorld> {
  const admin = await server.person('Root', { role: 'admin' });
  const ann = await server.person('Ann');
  const agent = await server.person(payloadLike('<img'), { role: 'agent' });
  const people = payloads.map((name, place) => ({ id: `hostile-${place}`, name }));
  must(await admin.post('/api/users/import', { users: people }));
  await agent.put('/api/users/me', { statusText: payloadLike('<svg') });

  const room = await makeGroup(ann, [...people, agent], 'All of them');
  await inParallel(people, async ({ id, name }) => {
    const one = server.api(await makeToken({ sub: id, name }));
    await say(one, room, name);
    await makeGroup(one, [ann], cut(name, TITLE)).then((group) => say(one, group, name));
    await openTicket(ann, { subject: name, description: name, tags: [cut(name, TAG)] });
    await makeFaq(agent, name, { answer: name, tags: [cut(name, TAG)] });
  });
  await fillRoom(ann, agent, room);
  const ticket = await makeTicket(ann, agent);
  return { ann, agent, room, ticket, articles: await makeArticles(agent) };
}

/** What is no text: files, an offer, a booking, a place. */
async function fillRoom(ann: Person, agent: Person, room: Conversation): Promise<void> {
  await inParallel(payloads.slice(0, 60), async (name) => {
    const file = await upload(ann, `${name.replaceAll(/[/\\]/g, '∕')}.txt`, Buffer.from(name), 'text/plain');
    await say(ann, room, name, { type: 'file', attachmentIds: [file.id] });
  });
  const name = payloadLike('" onfocus');
  const made = must(
    await agent.post('/api/users/me/service-packages', {
      name,
      price: 1,
      currency: 'EUR',
      duration: name,
      description: name,
    }),
  );
  const { id: servicePackageId } = made.json as { id: string };
  await say(agent, room, name, { type: 'service_offer', metadata: { servicePackageId } });
  await say(ann, room, name, { type: 'booking_request', metadata: { servicePackageId } });
  const address = payloadLike('</script>');
  await say(ann, room, address, { type: 'location', metadata: { latitude: 1, longitude: 2, address } });
}

async function makeTicket(ann: Person, agent: Person): Promise<Ticket> {
  const ticket = await openTicket(ann, { subject: payloadLike('"><img'), description: payloads.join('\n') });
  await assign(agent, ticket, agent.id);
  await inParallel(payloads, (content) => comment(agent, ticket, content, { internal: true }));
  await inParallel(payloads.slice(0, 30), (content) => comment(agent, ticket, content));
  await inParallel(payloads.slice(0, 60), (body) => makeCanned(agent, { title: body, body, shared: true }));
  await setStatus(agent, ticket, 'resolved');
  must(await ann.post(`/api/tickets/${ticket.id}/rating`, { score: 1, comment: payloadLike('<details') }));
  return ticket;
}

async function makeArticles(agent: Person): Promise<Faq[]> {
  const name = payloadLike('<iframe');
  const { id } = await makeFaqCategory(agent, name, { description: name });
  const places = Array.from({ length: Math.ceil(payloads.length / ARTICLE_SIZE) }, (_, turn) => turn * ARTICLE_SIZE);
  const articles = await Promise.all(
    places.map((from, turn) => {
      const answer = payloads.slice(from, from + ARTICLE_SIZE).join('\n\n');
      return makeFaq(agent, `Article ${turn}`, { answer, categoryIds: [id] });
    }),
  );
  for (const { id: faqId } of articles.slice(0, 1))
    must(await agent.post(`${FAQS}/${faqId}/rate`, { helpful: false, comment: payloadLike('<svg') }));
  return articles;
}

/** The first payload that begins so. */
function payloadLike(start: string): string {
  const found = payloads.find((payload) => payload.startsWith(start));
  if (found === undefined) throw new Error(`no payload begins with ${start}`);
  return found;
}

/** Does the same for each, some at a time. */
async function inParallel<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await act(item);
    }),
  );
}

function must<A extends { readonly status: number; readonly text: string }>(answer: A): A {
  if (answer.status < 300) return answer;
  throw new Error(`the hostile world cannot be made: ${answer.status} ${answer.text}`);
}

function cut(text: string, length: number): string {
  return [...text].slice(0, length).join('');
}
