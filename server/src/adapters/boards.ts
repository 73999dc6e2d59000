import type { CoreEvent } from '../core/events.ts';
import type { BusFilter } from '../core/realtime/bus.ts';
import { announceCeased, announcePresence, announceRooms, type DriftPorts } from '../core/realtime/drift.ts';
import type { RateLimits } from '../core/realtime/limits.ts';
import type { PresenceBoard } from '../core/realtime/presence.ts';
import { type RoomBoard, Rooms } from '../core/realtime/rooms.ts';
import { type ConnectionTally, LONE_TALLY } from '../core/realtime/tally.ts';
import type { TypingBoard } from '../core/realtime/typing.ts';
import { createMemoryLimits } from './memory/limits.ts';
import { createMemoryPresence } from './memory/presence.ts';
import { createMemoryTyping } from './memory/typing.ts';
import type { Redis } from './redis/redis.ts';

/** Who is connected, what they do and how much of it they may: of this process alone, or of all nodes. */
export type Boards = BusFilter & {
  readonly presence: PresenceBoard;
  readonly typing: TypingBoard;
  readonly rooms: RoomBoard;
  readonly tally: ConnectionTally;
  readonly rates: RateLimits;
  /** Resolves when it is known what other nodes have. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

export type BoardOptions = {
  readonly redis: Redis | null;
  readonly now: () => number;
  /** Reaches the listeners of this node only. */
  readonly here: (event: CoreEvent) => void;
  /** Asked when something is to be announced that changed elsewhere, which is after everything was put together. */
  readonly core: () => Omit<DriftPorts, 'here' | 'onFault'>;
  readonly onFault: (error: unknown) => void;
};

/** Makes the boards; what Redis needs is loaded only where there is one. */
export async function openBoards({ redis, now, here, core, onFault }: BoardOptions): Promise<Boards> {
  const local = { presence: createMemoryPresence(), typing: createMemoryTyping(), rooms: new Rooms() };
  const rates = createMemoryLimits(now);
  if (!redis) {
    const alone = (event: CoreEvent) => event;
    const settled = async () => {};
    return { ...local, tally: LONE_TALLY, rates, arriving: alone, leaving: alone, settled, close: settled };
  }
  const [{ createNodeState }, { createRedisLimits }] = await Promise.all([
    import('./redis/state.ts'),
    import('./redis/limits.ts'),
  ]);
  const publishNews = (event: CoreEvent) => {
    const news = state.leaving(event);
    if (news) here(news);
  };
  const drift = (): DriftPorts => ({ ...core(), here: { publish: publishNews }, onFault });
  const state = createNodeState({
    ...redis,
    local,
    now,
    onPresenceDrift: (people) => void announcePresence(drift(), people).catch(onFault),
    onTypingDrift: (ceased) => void announceCeased(drift(), ceased).catch(onFault),
    onRoomDrift: (drifts) => void announceRooms(drift(), drifts).catch(onFault),
  });
  const limits = createRedisLimits({
    connection: redis.connection,
    prefix: redis.prefix,
    local: rates,
    nodes: () => redis.nodes.others().length + 1,
    now,
    onTrouble: onFault,
  });
  return {
    ...state,
    rates: limits,
    async close() {
      await Promise.all([limits.close(), state.close()]);
    },
  };
}
