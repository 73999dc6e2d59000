import { type Room, type Stage, StoryError } from '../stage.ts';
import type { Cast } from './arrivals.ts';
import { shareMap } from './file.ts';

/** Three people at once, and a file that only they can open. */
export async function talkInGroup(stage: Stage, cast: Cast): Promise<Room> {
  const { mira, jonas, tove } = cast;
  stage.narrator.scene('A group');
  stage.narrator.act(mira, 'makes a group with Jonas and Tove');
  const room = await stage.openRoom(mira, [jonas, tove], 'Weekend at the hut');

  await stage.startTyping(tove, room);
  await stage.startTyping(jonas, room);
  await stage.say(tove, room, 'Who drives?');
  const offer = await stage.say(jonas, room, 'I do. Seven in the morning at the bridge.');
  await stage.react(tove, room, offer, '🚐');
  await stage.react(mira, room, offer, '🚐');
  await stage.read(mira, room, offer.seq);
  await stage.read(tove, room, offer.seq);

  stage.narrator.scene('Three messages at the same moment');
  const burst = await stage.sayTogether(room, [
    [mira, 'I have the key'],
    [jonas, 'I have the ropes'],
    [tove, 'I have the map'],
  ]);
  const numbers = burst.map((message) => message.seq);
  if (numbers.join() !== [offer.seq + 1, offer.seq + 2, offer.seq + 3].join()) {
    throw new StoryError(`messages must be numbered without gaps, these are ${numbers.join(', ')}`);
  }

  await shareMap(stage, cast, room);
  return room;
}
