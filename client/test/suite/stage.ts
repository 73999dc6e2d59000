import type { Chat, Message, Parley, ParleyEvents } from '../../src/index.ts';
import type { Client, ClientOptions, Person, World } from './world.ts';

/** Two people and their conversation; the first one has a client that looks at it. */
export type Stage = Client & {
  readonly ann: Person;
  readonly bo: Person;
  readonly roomId: string;
  readonly chat: Chat;
};

export async function openStage(world: World, options: ClientOptions = {}): Promise<Stage> {
  const ann = await world.person('ann');
  const bo = await world.person('bo');
  const { id: roomId } = await bo.request('post', '/api/messaging/conversations', {
    body: { type: 'direct', participantIds: [ann.id] },
  });
  const client = await world.client(ann, options);
  client.parley.connect();
  await goesLive(world, client.parley);
  const chat = client.parley.messages.in(roomId);
  await chat.load();
  return { ...client, ann, bo, roomId, chat };
}

export function goesLive(world: World, parley: Parley): Promise<void> {
  return world.until('live', () => parley.state.get().status === 'live');
}

export function goesOffline(world: World, parley: Parley): Promise<void> {
  return world.until('offline', () => parley.state.get().status === 'offline');
}

/** Somebody says something, whatever becomes of the clients. */
export function say(person: Person, roomId: string, content: string): Promise<Message> {
  return person.request('post', '/api/messaging/messages', { body: { conversationId: roomId, content } });
}

/** What is stored of a conversation, oldest first. */
export async function stored(person: Person, roomId: string): Promise<readonly Message[]> {
  const { data } = await person.request('get', '/api/messaging/conversations/{id}/messages', {
    params: { id: roomId },
    query: { limit: 100 },
  });
  return data.toReversed();
}

export async function storedTexts(person: Person, roomId: string): Promise<readonly string[]> {
  return (await stored(person, roomId)).map(({ content }) => content);
}

/** The lines of a chat in short: what is stored by its text, everything else with its state. */
export function linesOf(chat: Chat): readonly string[] {
  return chat.messages
    .get()
    .map((line) =>
      line.state === 'sent' ? line.message.content : `${line.state}: ${line.outgoing.draft.content ?? ''}`,
    );
}

/** What is told under a name from now on. */
export function hear<Name extends keyof ParleyEvents>(parley: Parley, name: Name): ParleyEvents[Name][] {
  const heard: ParleyEvents[Name][] = [];
  parley.on(name, (payload) => heard.push(payload));
  return heard;
}

export function fileOf(name: string, text: string): File {
  return new File([text], name, { type: 'text/plain' });
}
