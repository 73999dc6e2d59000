import type { Message } from '../../../core/conversations/types.ts';
import type { Core } from '../../../core/core.ts';
import type { MessageBody, UserInfo } from '../schema/answers.ts';
import { presentMessage } from './messages.ts';
import { nobody, type Person, presentPerson } from './people.ts';

type Ports = Pick<Core, 'people' | 'presence'>;

/** What is known of a message's sender, from memory; null where that has to be asked. */
export function peekSender({ people, presence }: Ports, message: Message): UserInfo | null {
  const known = people.peek(message.senderId);
  return known ? presentPerson(known, presence) : null;
}

/** Messages as `viewerId` sees them, in the order given. */
export async function presentMessages(
  { people, presence }: Ports,
  messages: readonly Message[],
  viewerId: string,
): Promise<MessageBody[]> {
  const senders = await people.getMany(messages.map(({ senderId }) => senderId));
  return messages.map((message) => {
    const sender: Person = senders.get(message.senderId) ?? nobody(message.senderId);
    return presentMessage(message, message.senderId === viewerId, presentPerson(sender, presence));
  });
}

/** One message as `viewerId` sees it. */
export async function presentOne(core: Ports, message: Message, viewerId: string): Promise<MessageBody> {
  const known = peekSender(core, message);
  if (known) return presentMessage(message, message.senderId === viewerId, known);
  const person = (await core.people.get(message.senderId)) ?? nobody(message.senderId);
  return presentMessage(message, message.senderId === viewerId, presentPerson(person, core.presence));
}
