import type { CoreEvent } from '../../core/events.ts';
import type { BusFilter } from '../../core/realtime/bus.ts';
import type { PresenceBoard } from '../../core/realtime/presence.ts';
import type { RoomBoard } from '../../core/realtime/rooms.ts';
import type { ConnectionTally } from '../../core/realtime/tally.ts';
import type { TypingBoard } from '../../core/realtime/typing.ts';
import { createRedisPresence, type RedisPresenceOptions } from './presence.ts';
import { createReplica, type Replica, type ReplicaOptions } from './replica.ts';
import { createRedisRooms, type RedisRoomsOptions } from './rooms.ts';
import { createShownKeys } from './shown-keys.ts';
import { createRedisTally } from './tally.ts';
import { createRedisTyping, type RedisTypingOptions } from './typing.ts';

export type NodeStateOptions = ReplicaOptions & {
  /** What this node has by itself. */
  readonly local: { readonly presence: PresenceBoard; readonly typing: TypingBoard; readonly rooms: RoomBoard };
  readonly now: () => number;
  /** Hear of what changed elsewhere without an announcement: it is to be announced here, to nobody else. */
  readonly onPresenceDrift: RedisPresenceOptions['onDrift'];
  readonly onTypingDrift: RedisTypingOptions['onDrift'];
  readonly onRoomDrift: RedisRoomsOptions['onDrift'];
};

/** What nodes know of each other's connections. */
export type NodeState = BusFilter & {
  readonly replica: Replica;
  readonly presence: PresenceBoard;
  readonly typing: TypingBoard;
  readonly rooms: RoomBoard;
  readonly tally: ConnectionTally;
  /** Resolves when it is known what the living nodes have. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

/** Puts together what all nodes know of who is connected, where they are and what they do, with Redis between them. */
export function createNodeState(options: NodeStateOptions): NodeState {
  const { connection, nodes, local, now } = options;
  const replica = createReplica(options);
  const keys = createShownKeys(connection);
  const shared = { replica, keys, now };
  const presence = createRedisPresence({ ...shared, local: local.presence, onDrift: options.onPresenceDrift });
  const typing = createRedisTyping({ ...shared, local: local.typing, onDrift: options.onTypingDrift });
  const rooms = createRedisRooms({ ...shared, local: local.rooms, onDrift: options.onRoomDrift });
  nodes.onBeat(() => presence.renew());

  const newsOf = (event: CoreEvent) =>
    event.type !== 'room.changed' || rooms.isNews(event, event.user.id) ? event : null;

  return {
    replica,
    presence,
    typing,
    rooms,
    tally: createRedisTally({ ...options, replica }),
    arriving(event) {
      if (event.type === 'presence.changed') return presence.judge(event);
      if (event.type === 'typing.changed') typing.hear(event);
      return newsOf(event);
    },
    leaving: newsOf,
    settled: () => replica.settled(),
    async close() {
      presence.close();
      typing.close();
      rooms.close();
      await replica.close();
    },
  };
}
