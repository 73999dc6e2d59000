import { type Room, type Stage, StoryError } from '../stage.ts';
import { acks, answers } from '../wire.ts';
import type { Cast } from './arrivals.ts';

/** Jonas loses his connection, misses messages, comes back and asks for what came after the last one he has. */
export async function missAndCatchUp(stage: Stage, cast: Cast, direct: Room, group: Room): Promise<void> {
  const { mira, jonas, tove } = cast;
  const rooms = [direct, group];
  stage.narrator.scene('Somebody is away and catches up');
  const seen = jonas.transcript(group.id).lastSeq;
  await stage.read(jonas, group, seen);
  jonas.disconnect();
  stage.narrator.act(jonas, `drives into a tunnel; the last message here was #${seen}`);
  stage.tellPresence(jonas, rooms, false);
  await stage.settle();

  const typo = await stage.say(mira, group, 'Snow above 900 meters');
  await stage.edit(mira, group, typo, 'Snow above 900 metres, bring gaiters');
  await stage.say(tove, group, 'I have a spare pair');
  const secret = await stage.say(tove, group, 'Jonas is always late');
  await stage.remove(tove, group, secret);
  await stage.say(mira, group, 'Who calls Jonas?');
  const last = await stage.say(tove, group, 'He is in the tunnel');

  await jonas.connect();
  stage.narrator.act(jonas, 'is back');
  stage.tellPresence(jonas, rooms, true);
  await stage.settle();

  const since = jonas.transcript(group.id).lastSeq;
  const unread = await jonas.call('GET', '/api/messaging/unread-count', answers.unread);
  stage.narrator.act(jonas, `has ${unread.total} unread and asks for everything after #${since}`);
  const positions = { [direct.id]: jonas.transcript(direct.id).lastSeq, [group.id]: since };
  const { conversations } = await jonas.emit('resume', { conversations: positions }, acks.resumed);
  const missed = conversations[group.id];
  if (!missed || missed.hasMore || missed.lastSeq !== last.seq) throw new StoryError('catching up ended too early');
  if (conversations[direct.id]?.messages.length !== 0) throw new StoryError('nothing was missed in private');
  for (const message of missed.messages) {
    if (message.seq !== jonas.transcript(group.id).lastSeq + 1) throw new StoryError(`#${message.seq} is out of place`);
    jonas.transcript(group.id).keep(message);
    stage.narrator.act(jonas, `catches up  #${message.seq} ${message.deletedAt ? '(deleted)' : message.content}`);
  }
  if (jonas.transcript(group.id).lastSeq !== last.seq) throw new StoryError('a message is missing after catching up');
  stage.tellDelivered(jonas, group, last.seq);
  await stage.settle();

  // Everything missed but the one that was deleted.
  const expected = missed.messages.filter((message) => message.deletedAt === null).length;
  if (unread.total !== expected) throw new StoryError(`${unread.total} unread, but ${expected} were written`);
  await stage.read(jonas, group, last.seq);
  await stage.say(jonas, group, 'I heard that. Ten minutes!');
}
