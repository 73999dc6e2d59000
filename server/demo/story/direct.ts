import { type Room, type Stage, StoryError } from '../stage.ts';
import { answers } from '../wire.ts';
import type { Cast } from './arrivals.ts';

/** Two people, one conversation: typing, receipts, an answer, a reaction, an edit, a resend, a deletion. */
export async function talkInPrivate(stage: Stage, { mira, jonas }: Cast): Promise<Room> {
  stage.narrator.scene('Two people and one conversation');
  stage.narrator.act(mira, 'opens a conversation with Jonas');
  const room = await stage.openRoom(mira, [jonas], null);
  const request = { type: 'direct', participantIds: [mira.id] };
  const again = await jonas.call('POST', '/api/messaging/conversations', answers.conversation, request);
  if (again.id !== room.id) throw new StoryError('a pair must have one direct conversation');
  stage.narrator.act(jonas, 'opens one with Mira and gets the same');

  await stage.startTyping(mira, room);
  const question = await stage.say(mira, room, 'Is the hut still ours on Saturday?');
  await stage.read(jonas, room, question.seq);
  await stage.startTyping(jonas, room);
  await stage.stopTyping(jonas, room);
  const answer = await stage.say(jonas, room, 'Yes, two nights 🏔️', { replyTo: question.id });
  if (answer.replyTo?.id !== question.id) throw new StoryError('an answer must quote its question');
  await stage.read(mira, room, answer.seq);
  await stage.react(mira, room, answer, '👍');
  await stage.edit(mira, room, question, 'Is the hut still ours on Saturday and Sunday?');

  const packing = await stage.say(jonas, room, 'I bring the stove.');
  await stage.sayAgain(jonas, room, packing);
  const slip = await stage.say(jonas, room, 'milk, bread, candles');
  await stage.remove(jonas, room, slip);
  return room;
}
