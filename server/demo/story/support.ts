import { Desk } from '../desk.ts';
import type { Farewell } from '../farewell.ts';
import type { Person } from '../person.ts';
import { type Room, type Stage, StoryError } from '../stage.ts';
import { answers } from '../wire.ts';
import { checkPause, promiseTimes, readAccount } from './clock.ts';
import { checkSecrecy } from './secrecy.ts';
import { lookForAnswer, prepareCanned, publishFaqs } from './shelf.ts';

/** A customer, an agent, and an admin, who leads the desk and listens to all of it. */
export type SupportCast = { readonly nora: Person; readonly omar: Person; readonly ada: Person };

const DRAFT = {
  subject: 'The hut was charged twice',
  description: 'My card shows two payments for the same two nights.',
  priority: 'high',
};

const NOTE = 'The bank confirms two payments. Refund the second one.';

/** A customer's question from the first word to the rating. Returns the ticket's conversation. */
export async function askForHelp(stage: Stage, cast: SupportCast, farewell: Farewell): Promise<Room> {
  const { nora, omar, ada } = cast;
  const desk = new Desk(stage, [omar, ada]);
  stage.narrator.scene('The help desk opens');
  for (const person of [ada, omar, nora]) {
    await person.connect();
    stage.narrator.act(person, 'connects');
  }
  await promiseTimes(stage, ada, farewell);
  const faqs = await publishFaqs(stage, omar, farewell);
  const canned = await prepareCanned(stage, omar, farewell);

  stage.narrator.scene('A customer asks');
  await lookForAnswer(stage, nora, faqs);
  const it = await desk.open(nora, DRAFT);
  await desk.assign(ada, it, omar);

  stage.narrator.scene('An agent answers');
  const note = await desk.note(ada, it, NOTE);
  await stage.startTyping(omar, it.room);
  const path = `/api/tickets/canned-responses/${canned.id}/render`;
  const { content } = await omar.call('POST', path, answers.rendered, { ticketId: it.ticket.id });
  if (!content.includes(nora.name) || !content.includes(`#${it.ticket.number}`) || content.includes('{{')) {
    throw new StoryError(`the canned response is not filled in: ${content}`);
  }
  stage.narrator.act(omar, `takes the canned response “${canned.title}”`);
  await desk.answer(omar, it, content);
  await checkSecrecy(stage, it, note, omar);

  stage.narrator.scene('The clock stands while the customer is asked');
  const before = await readAccount(omar, it);
  await desk.setStatus(omar, it, 'pending');
  await stage.rest(400);
  await desk.reply(it, 'It ends in 4711.');
  await checkPause(stage, it, omar, before);

  stage.narrator.scene('Solved, and rated');
  await desk.setStatus(omar, it, 'resolved', 'One of the two is on its way back. Enjoy the hut!');
  await desk.rate(it, 5, 'Quick and kind');
  await desk.setStatus(nora, it, 'closed');
  await readHistory(stage, omar, it.ticket.id);
  await checkSecrecy(stage, it, note, omar);
  return it.room;
}

/** What happens to the ticket besides the comments. */
const DEEDS = 'created, assigned, pending, open, resolved, rated, closed';
/** Three of them public, and the note. */
const COMMENTS = 4;

/** All that was done to the ticket must be in its history, in its order. */
async function readHistory(stage: Stage, agent: Person, ticketId: string): Promise<void> {
  const { data } = await agent.call('GET', `/api/tickets/${ticketId}/history?limit=100`, answers.history);
  const deeds = data.flatMap(({ action, to }) => {
    if (action === 'commented') return [];
    return [action === 'status_changed' ? String(to) : action];
  });
  const comments = data.length - deeds.length;
  if (deeds.join(', ') !== DEEDS || comments !== COMMENTS) {
    throw new StoryError(`the history must not say ${deeds.join(', ')}, and ${comments} comments`);
  }
  stage.narrator.act(agent, `reads its history: ${DEEDS}, and ${COMMENTS} comments`);
}
