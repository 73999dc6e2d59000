import type { Case } from '../desk.ts';
import type { Person } from '../person.ts';
import { type Stage, StoryError } from '../stage.ts';
import type { WireComment } from '../wire-support.ts';

/**
 * The agent finds the internal note with its ticket, and the customer finds it nowhere: not with the ticket, its comments
 * and history, not in the conversation, by no search and in no feed. That no event brought it is for the ledgers to say.
 */
export async function checkSecrecy(stage: Stage, it: Case, note: WireComment, agent: Person): Promise<void> {
  const ticket = `/api/tickets/${it.ticket.id}`;
  const query = new URLSearchParams({ q: note.content.split(' ').slice(0, 3).join(' ') });
  const doors = [
    ticket,
    `${ticket}/comments`,
    `${ticket}/history`,
    `/api/tickets/my-tickets`,
    `/api/tickets/search?${query}`,
    `/api/messaging/conversations/${it.room.id}/messages`,
    `/api/messaging/search?${query}`,
    '/api/notifications/feed',
  ];
  if (!(await holds(agent, ticket, note))) throw new StoryError('the staff must find the note with its ticket');
  for (const door of doors) {
    if (await holds(it.customer, door, note)) throw new StoryError(`the customer found the internal note at ${door}`);
  }
  stage.narrator.act(agent, 'finds the note with the ticket');
  stage.narrator.act(it.customer, `finds no note in any of the ${doors.length} places where one might be`);
  await stage.settle();
}

async function holds(person: Person, path: string, note: WireComment): Promise<boolean> {
  const text = await (await person.fetch(path)).text();
  return text.includes(note.id) || text.includes(note.content);
}
