import { Writable } from 'node:stream';
import { makeFile } from '../../../../server/demo/seed/files.ts';
import { type DemoPerson, personOf, SERVICES } from '../../../../server/demo/seed/people.ts';
import { Progress } from '../../../../server/demo/seed/progress.ts';
import { Random } from '../../../../server/demo/seed/random.ts';
import { seedWorkspace } from '../../../../server/demo/seed/seed.ts';
import { createApi } from '../../../../server/test/support/api.ts';
import { CONVERSATIONS, makeDirect, say, upload } from '../../../../server/test/support/factories.ts';
import type { Person } from '../../../../server/test/support/person.ts';
import { conversationShape, faqShape, listShape } from '../../../../server/test/support/shapes.ts';
import { assign, comment, openTicket, setStatus } from '../../../../server/test/support/tickets.ts';
import { makeToken } from '../../../../server/test/support/tokens.ts';
import { createViolations } from '../../../../server/test/support/violations.ts';

/** Somebody of the demo workspace who can be signed in, with their requests. */
export type Inhabitant = Omit<Person, 'connect'>;

/** The demo workspace, with what is opened in it. */
export type World = {
  readonly mira: Inhabitant;
  readonly nora: Inhabitant;
  readonly omar: Inhabitant;
  readonly ada: Inhabitant;
  /** Came today, and has nothing yet. */
  readonly newcomer: Inhabitant;
  /** A group of Mira's, whose last messages are from `endOfTalk`. */
  readonly group: string;
  /** Nora's with somebody who offers services: an offer, a booking, a place, a voice message. */
  readonly visit: string;
  /** Nora's, resolved and not rated yet, with a note. */
  readonly resolved: string;
  /** Nora's, under way, with a note. */
  readonly open: string;
  readonly article: string;
  readonly topic: string;
  readonly unsubscribe: string;
};

const SEED = 7;
const DAY_MS = 86_400_000;

/**
 * Fills a server with the demo workspace (`scale` 1: all of it) and with what each screen is to show.
 * @throws where the server takes anything of it amiss
 */
export async function makeWorld(url: string, databaseUrl: string, scale: number): Promise<World> {
  const site = {
    url,
    database: { url: databaseUrl, setting: 'the test' },
    tokenFor: ({ id, name, role }: { readonly id: string; readonly name: string; readonly role: string }) =>
      makeToken({ sub: id, name, role }),
  };
  const nowhere = Object.assign(new Writable({ write: (_chunk, _encoding, done) => done() }), { isTTY: false });
  await seedWorkspace(
    site,
    { seed: SEED, scale, now: Date.now() },
    new Progress(nowhere as unknown as NodeJS.WriteStream),
  );
  const [mira, nora, omar, ada, jonas] = await Promise.all(
    ['mira', 'nora', 'omar', 'ada', 'jonas'].map((id) => inhabitant(url, personOf(id))),
  );
  if (!mira || !nora || !omar || !ada || !jonas) throw new Error('somebody is missing');
  const groups = (await mira.get(`${CONVERSATIONS}?type=group&limit=100`)).as(listShape(conversationShape)).data;
  const group = find(groups, ({ title }) => title === 'Product team').id;
  await endOfTalk(group, jonas, mira);
  const newcomer = { id: 'robin', name: 'Robin Fischer', role: 'user' } as const;
  const articles = (await mira.get('/api/faqs?limit=100')).as(listShape(faqShape)).data;
  const article = find(
    articles.toSorted((one, other) => other.answer.length - one.answer.length),
    ({ categories }) => categories.length > 0,
  );
  const token = await nora.post('/api/notifications/unsubscribe-tokens', { scope: 'marketing' });
  return {
    mira,
    nora,
    omar,
    ada,
    newcomer: await inhabitant(url, newcomer),
    group,
    visit: await arrangeVisit(nora, await inhabitant(url, personOf(SERVICES.ownerId))),
    resolved: await request(nora, omar, 'The confirmation shows the wrong time', true),
    open: await request(nora, omar, 'Guests cannot choose a late check-in', false),
    article: article.id,
    topic: article.categories[0]?.slug ?? '',
    unsubscribe: (token.json as { token: string }).token,
  };
}

async function inhabitant(url: string, person: Pick<DemoPerson, 'id' | 'name' | 'role'>): Promise<Inhabitant> {
  const { id, name, role } = person;
  const token = await makeToken({ sub: id, name, role, exp: Math.floor(Date.now() / 1000) + 86_400 });
  return { ...createApi(url, token, createViolations()), id, name, token };
}

/** What stands at the end of a chat: pictures, an answer, a reaction, a file, own words. */
async function endOfTalk(id: string, jonas: Inhabitant, mira: Inhabitant): Promise<void> {
  const random = new Random(SEED);
  const photo = await makeFile('image', random.fork('photo'));
  const file = await makeFile('file', random.fork('file'));
  const where = { id };
  const picture = await upload(jonas, photo.name, photo.bytes, photo.type);
  const shown = await say(jonas, where, 'The view from the new office 😍', {
    type: 'image',
    attachmentIds: [picture.id],
  });
  await mira.put(`/api/messaging/messages/${shown.id}/reactions/${encodeURIComponent('👍')}`);
  await say(mira, where, 'Lovely. Who gets the desk by the window?', { replyTo: shown.id });
  const notes = await upload(mira, file.name, file.bytes, file.type);
  await say(mira, where, 'And the notes of yesterday:', { type: 'file', attachmentIds: [notes.id] });
  await say(jonas, where, 'Thanks! I read them on the train.');
  await mira.post(`${CONVERSATIONS}/${id}/read`);
}

/** A talk about a visit, with all that is more than words. */
async function arrangeVisit(nora: Inhabitant, provider: Inhabitant): Promise<string> {
  const talk = await makeDirect(nora, provider);
  const [offer, other] = SERVICES.packages;
  await say(nora, talk, 'Hello! Two of our nurses have a stiff neck. What would you suggest?');
  await say(provider, talk, '', { type: 'service_offer', metadata: { servicePackageId: offer.id } });
  const requestedDate = new Date(Date.now() + 5 * DAY_MS).toISOString().slice(0, 10);
  const metadata = { servicePackageId: other.id, requestedDate, requestedTime: '11:00' };
  await say(nora, talk, '', { type: 'booking_request', metadata });
  await say(provider, talk, '', {
    type: 'location',
    metadata: { latitude: 60.3951, longitude: 5.3247, address: 'Bryggen, Bergen' },
  });
  const voice = await makeFile('audio', new Random(SEED));
  const spoken = await upload(provider, voice.name, voice.bytes, voice.type);
  await say(provider, talk, '', { type: 'audio', attachmentIds: [spoken.id] });
  await say(nora, talk, 'See you then 🙂');
  return talk.id;
}

async function request(nora: Inhabitant, omar: Inhabitant, subject: string, isResolved: boolean): Promise<string> {
  const description =
    'Since the last update guests see it in another time zone. Two of them came an hour early this week.\n\nCan you look into it?';
  const ticket = await openTicket(nora, {
    subject,
    description,
    category: 'booking',
    priority: 'high',
    tags: ['time-zones'],
  });
  await assign(omar, ticket, omar.id);
  await comment(omar, ticket, 'Hello Nora, thank you for telling us. Which house is it?');
  await comment(omar, ticket, 'Same as #112, I think. @Lena, do you still have the log?', { internal: true });
  await say(nora, { id: ticket.conversationId }, 'The one by the harbour.');
  await comment(omar, ticket, 'Found it: the house had no time zone of its own. It has one now.');
  await setStatus(omar, ticket, isResolved ? 'resolved' : 'in_progress');
  return ticket.id;
}

function find<T>(items: readonly T[], fits: (item: T) => boolean): T {
  const found = items.find(fits);
  if (found === undefined) throw new Error('the workspace lacks something that is to be shown');
  return found;
}
