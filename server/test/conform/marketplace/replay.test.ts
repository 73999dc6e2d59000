import { expect, test } from 'vitest';
import { randomFrom, SEED } from '../../support/seeds.ts';
import { eventShapes } from './events.ts';
import {
  at,
  historyOf,
  look,
  type MarketWire,
  must,
  of,
  openGroup,
  openMarket,
  say,
  send,
  type Trader,
  tell,
} from './market.ts';
import type { Message } from './shapes.ts';

const STEPS = 120;

const market = await openMarket();

/** What a client knows of one conversation that has nothing but the events of its connection. */
type Mirror = { readonly messages: Map<string, Message>; lastMessage?: string | undefined; lastMessageAt?: string };

/** Applies what a connection has heard, in the order heard. */
function mirrorOf(wire: MarketWire, userId: string): Mirror {
  const mirror: Mirror = { messages: new Map() };
  for (const { event, payload } of wire.frames) {
    if (event === 'new_message' || event === 'message_updated') {
      const { message } = eventShapes[event].parse(payload);
      if (message.deletedFor.includes(userId)) mirror.messages.delete(message._id);
      else mirror.messages.set(message._id, message);
    } else if (event === 'message_read') {
      const mark = eventShapes.message_read.parse(payload);
      for (const message of mirror.messages.values()) {
        if (message.seq > mark.seq || message.senderId === mark.readBy) continue;
        message.readBy[mark.readBy] ??= mark.readAt;
      }
    } else if (event === 'conversation_updated') {
      const update = eventShapes.conversation_updated.parse(payload);
      mirror.lastMessage = update.lastMessage;
      mirror.lastMessageAt = update.lastMessageAt;
    }
  }
  return mirror;
}

/** What time and presence change by themselves. */
const steady = ({ sender: _sender, updatedAt: _updatedAt, ...row }: Message) => row;

test.each([0, 1, 2])(
  `MARK-262 who applies what is heard has what is stored (seed ${SEED} + %i)`,
  async (more) => {
    const random = randomFrom(SEED + more);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const { ann, bo, cy } = await market.people('ann', 'bo', 'cy');
    const { _id: id } = await openGroup(ann, [bo, cy]);
    const people: readonly Trader[] = [ann, bo, cy];
    const wires = await Promise.all(people.map((one) => one.connect(one.name)));
    await market.settle();
    for (const wire of wires) wire.forget();
    const ids: string[] = [];
    async function step(turn: number): Promise<void> {
      const chance = random();
      const [who, message] = [pick(people), pick(ids)];
      const wire = wires[people.indexOf(who)];
      if (message === undefined || chance < 0.3) ids.push((await send(who, id, `text ${turn}`))._id);
      else if (chance < 0.4 && wire)
        ids.push(
          (await say(wire, id, `said ${turn}`, { replyToId: ids[0] }).catch(() => send(who, id, `not a reply ${turn}`)))
            ._id,
        );
      else if (chance < 0.5) must(await who.put(of(message), { content: `edited ${turn}` }), 200, 400, 403, 404);
      else if (chance < 0.65)
        must(await who.post(of(message, '/reaction'), { reactionType: pick(['x', '👍', '❤️']) }), 200, 400, 404);
      else if (chance < 0.7) must(await who.delete(of(message, '/reaction')), 200, 400, 404);
      else if (chance < 0.76) must(await who.delete(of(message)), 204, 403, 404);
      else if (chance < 0.82) must(await who.delete(of(message, '/for-me')), 204, 404);
      else if (chance < 0.92) must(await who.post(of(message, '/read')), 200, 404);
      else if (chance < 0.97 && wire) await tell(wire, 'typing_start', { conversationId: id });
      else must(await ann.put(at(id), { groupName: `Name ${turn}` }), 200);
    }
    for (let turn = 0; turn < STEPS; turn += 3) await Promise.all([step(turn), step(turn + 1), step(turn + 2)]);
    await market.settle();
    for (const [place, who] of people.entries()) {
      const wire = wires[place];
      if (!wire) throw new Error('nobody listens');
      const mirror = mirrorOf(wire, who.id);
      const stored = await historyOf(who, id);
      const known = [...mirror.messages.values()].sort((one, other) => other.seq - one.seq);
      expect(known.map(steady), who.name).toEqual(stored.map(steady));
      const { lastMessageAt } = await look(who, id);
      expect(mirror.lastMessageAt, who.name).toBe(lastMessageAt);
      const heard = wire.of('message_received').map(({ message }) => message._id);
      expect(heard).toEqual(wire.of('new_message').map(({ message }) => message._id));
    }
  },
  40_000,
);
