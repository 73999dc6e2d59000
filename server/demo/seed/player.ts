import { createDirect, createGroup } from '../../src/core/conversations/create.ts';
import { prepareSend } from '../../src/core/conversations/send.ts';
import { messageId } from '../../src/core/ids.ts';
import type { Engine } from './engine.ts';
import type { Marker, RoomSoFar } from './found.ts';
import { DAY } from './hours.ts';
import { actorOf, personOf } from './people.ts';
import type { Change, FileWish, Mark, RoomPlan, Saying } from './plan.ts';
import type { Room } from './rooms.ts';

/** Uploads a file as somebody, and returns its id. The same `key` makes the same file. */
export type Upload = (who: string, wish: FileWish, key: string) => Promise<string>;

export type RoomPlay = {
  readonly engine: Engine;
  readonly upload: Upload;
  readonly marker: Marker;
  /** What of the room is there already; null for a room that is to be made. */
  readonly soFar: RoomSoFar | null;
  /** Told after each message. */
  readonly onMessage: () => void;
};

/** Longer than anybody looks at the demo. */
const MUTED_FOR = 60 * DAY;

/** Client ids of the seed: by them no message is written twice. */
function clientIdOf(place: number): string {
  return `demo-${place}`;
}

/** Makes a conversation and all that happens in it, or what is still missing of it. @returns how many messages were added. */
export async function playRoom(plan: RoomPlan, play: RoomPlay): Promise<number> {
  const { engine, soFar } = play;
  engine.setTime(plan.startsAt);
  const id = soFar?.id ?? (await open(plan.room, play));
  const seqs = new Map(soFar?.seqs);
  const isNew = (place: number) => !soFar?.seqs.has(place);
  let added = 0;
  for (const step of plan.steps) {
    engine.setTime(Math.max(step.at, (soFar?.lastAt ?? 0) + 1));
    if (step.kind === 'say') {
      if (!isNew(step.place)) continue;
      seqs.set(step.place, await say(id, plan.room.key, step, seqs, play));
      added += 1;
      play.onMessage();
      // What became of messages that were there already is there as well.
    } else if (step.kind === 'read' || step.kind === 'deliver') await mark(id, step, seqs, engine);
    else if (isNew(step.message)) await change(id, step, seqs, engine);
  }
  await keep(id, plan.room, engine);
  return added;
}

async function open(room: Room, { engine, marker }: RoomPlay): Promise<string> {
  const [first = '', ...others] = room.members;
  const metadata = { demo: { room: room.key, seed: marker.seed } };
  const actor = actorOf(personOf(first));
  if (room.title === null) {
    const { conversation } = await createDirect(engine, actor, { participantIds: others, metadata });
    return conversation.id;
  }
  return (await createGroup(engine, actor, { participantIds: others, title: room.title, metadata })).id;
}

async function say(
  conversationId: string,
  roomKey: string,
  { place, who, type, text, replyTo, mentions, metadata, file }: Saying,
  seqs: ReadonlyMap<number, number>,
  { engine, upload }: RoomPlay,
): Promise<number> {
  const quoted = replyTo === null ? undefined : seqs.get(replyTo);
  const { done } = await prepareSend(engine, actorOf(personOf(who)), {
    conversationId,
    type,
    content: text,
    clientId: clientIdOf(place),
    replyTo: quoted === undefined ? null : messageId(conversationId, quoted),
    attachmentIds: file === null ? [] : [await upload(who, file, `${roomKey}/${place}`)],
    mentions,
    metadata,
  });
  return (await done).message.seq;
}

/** Each of these is one transaction of a store; whoever does it may, since the plan says so. */
async function change(
  conversationId: string,
  step: Change,
  seqs: ReadonlyMap<number, number>,
  { messages }: Engine,
): Promise<void> {
  const seq = seqs.get(step.message);
  if (seq === undefined) return;
  const address = { conversationId, seq };
  if (step.kind === 'react') await messages.react(address, step.who, step.emoji, true);
  else if (step.kind === 'edit') await messages.edit(address, step.text);
  else await messages.remove(address);
}

async function mark(
  conversationId: string,
  { kind, who, upTo }: Mark,
  seqs: ReadonlyMap<number, number>,
  { marks, now }: Engine,
): Promise<void> {
  const upToSeq = seqs.get(upTo - 1);
  if (upToSeq === undefined) return;
  const moves = who.map((userId) => ({ conversationId, userId, upToSeq }));
  await (kind === 'read' ? marks.read(moves, now()) : marks.deliver(moves, now()));
}

async function keep(id: string, { kept }: Room, { conversations, now }: Engine): Promise<void> {
  for (const [userId, how] of Object.entries(kept)) {
    const mutedUntil = how === 'muted' ? new Date(now() + MUTED_FOR).toISOString() : undefined;
    await conversations.arrange(id, userId, {
      ...(how === 'pinned' && { isPinned: true }),
      ...(how === 'archived' && { isArchived: true }),
      ...(mutedUntil !== undefined && { mutedUntil }),
    });
  }
}
