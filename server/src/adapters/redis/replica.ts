import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Nodes } from '../../core/realtime/nodes.ts';
import type { RedisConnection } from './connection.ts';
import type { Exchange } from './exchange.ts';
import { type Change, createNodeMaps, type Entry } from './node-maps.ts';

/**
 * Small facts that each node has about itself, known to all nodes. A node's own are kept in Redis for as long as it lives, and
 * told in order with what else it says about the same topic.
 */
export type Replica = {
  /** Sets one of this node's own; null ends it. */
  set(kind: string, topic: string, rest: string, value: string | null): void;
  /** What other nodes have of it, by node. */
  others(kind: string, topic: string, rest: string): ReadonlyMap<string, string>;
  /** All that other nodes have of a kind about a topic, by `rest`. */
  about(kind: string, topic: string): ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Whether any other node has anything of a kind. */
  hasAny(kind: string): boolean;
  /** Regards an entry of other nodes as ended, until they say it again. */
  disregard(kind: string, topic: string, rest: string): void;
  /** Hears of changes of other nodes' entries of a kind, when they are in effect. Listeners must not throw. */
  onChange(kind: string, listener: (change: Change) => void): void;
  /** Resolves when all that the living nodes have was read, or could not be. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

export type ReplicaOptions = {
  readonly connection: Pick<RedisConnection, 'isUp' | 'send' | 'transaction' | 'onBack'>;
  readonly exchange: Pick<Exchange, 'say' | 'on' | 'onLoss'>;
  readonly nodes: Nodes & { onBeat(listener: () => void): void };
  /** Begins the name of each key. */
  readonly prefix: string;
};

/** A node that says nothing for so long is forgotten by Redis; if it lives after all, it writes everything anew. */
const LIFE_MS = 10_000;
/** Fields of one command, when everything is written. */
const PART = 1_000;
const VERSION = '#';
/** Within which every node that lives has been heard. */
const HEARD_MS = 400;
const SETTLE_MS = 2_000;

const told = z.tuple([z.int().positive(), z.string(), z.string(), z.string().nullable()]);
const SAID = 'state';
const SAVED = 'saved';

function fieldOf({ kind, topic, rest }: Entry): string {
  return JSON.stringify([kind, topic, rest]);
}

const field = z.tuple([z.string(), z.string(), z.string()]);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readField(text: string): Entry | null {
  const read = field.safeParse(parse(text));
  return read.success ? { kind: read.data[0], topic: read.data[1], rest: read.data[2] } : null;
}

export function createReplica({ connection, exchange, nodes, prefix }: ReplicaOptions): Replica {
  const maps = createNodeMaps();
  const own = new Map<string, string>();
  const unsaved = new Map<string, string | null>();
  const alive = new Set<string>();
  /** Nodes of which everything is to be read, and those of which it is being read. */
  const unread = new Set<string>();
  const reading = new Set<string>();
  /** The version of each node when everything of it was read last. */
  const lastRead = new Map<string, number>();
  let version = 0;
  /** Redis may not have what it should. */
  let doubtful = true;
  const keyOf = (node: string) => `${prefix}node:${node}`;
  const ownKey = keyOf(nodes.self);

  function save(): void {
    const changes = [...unsaved];
    unsaved.clear();
    if (doubtful || changes.length === 0) return;
    const set = changes.flatMap(([name, value]) => (value === null ? [] : [name, value]));
    const removed = changes.flatMap(([name, value]) => (value === null ? [name] : []));
    const commands = [['HSET', ownKey, VERSION, String(version)]];
    if (set.length > 0) commands.push(['HSET', ownKey, ...set]);
    if (removed.length > 0) commands.push(['HDEL', ownKey, ...removed]);
    connection.transaction(ownKey, commands).then(
      ([added]) => {
        // There was no version: Redis had forgotten everything, and has only this now.
        if (added !== 0) saveAll();
      },
      () => {
        doubtful = true;
      },
    );
  }

  /**
   * Writes everything, as one, and says so: who has read before may have read what was not up to date. The version is a new one, so that
   * nobody can have read it before.
   */
  function saveAll(): void {
    version += 1;
    const saved = version;
    const fields = [...own];
    const commands: string[][] = [['DEL', ownKey]];
    for (let from = 0; from === 0 || from < fields.length; from += PART) {
      commands.push(['HSET', ownKey, VERSION, String(version), ...fields.slice(from, from + PART).flat()]);
    }
    commands.push(['PEXPIRE', ownKey, String(LIFE_MS)]);
    doubtful = false;
    unsaved.clear();
    connection.transaction(ownKey, commands).then(
      () => exchange.say(SAVED, nodes.self, String(saved)),
      () => {
        doubtful = true;
      },
    );
  }

  function prolong(): void {
    if (doubtful) {
      saveAll();
      return;
    }
    connection.send(ownKey, 'PEXPIRE', ownKey, String(LIFE_MS)).then(
      (kept) => {
        if (kept !== 1) doubtful = true;
      },
      () => {
        doubtful = true;
      },
    );
  }

  /** Reads everything of a node; what is not there yet is looked for again at the next beat. */
  async function read(node: string): Promise<void> {
    if (reading.has(node)) return;
    unread.delete(node);
    reading.add(node);
    maps.beginReading(node);
    let known: number | null = null;
    const entries: [Entry, string][] = [];
    try {
      const reply = z.array(z.string()).parse(await connection.send(keyOf(node), 'HGETALL', keyOf(node)));
      for (let i = 0; i + 1 < reply.length; i += 2) {
        const [name = '', value = ''] = [reply[i], reply[i + 1]];
        const entry = name === VERSION ? null : readField(name);
        if (entry) entries.push([entry, value]);
        else if (name === VERSION) known = Number(value);
      }
    } catch {
      known = null;
    }
    reading.delete(node);
    if (!alive.has(node)) return;
    if (known === null || !Number.isSafeInteger(known)) unread.add(node);
    else {
      lastRead.set(node, known);
      maps.replace(node, known, entries);
    }
  }

  function readUnread(): void {
    if (connection.isUp) for (const node of [...unread]) void read(node);
  }

  function doubt(node: string): void {
    if (!alive.has(node)) return;
    unread.add(node);
    readUnread();
  }

  exchange.on(SAID, ({ node, topic, text }) => {
    const said = told.safeParse(parse(text));
    if (!said.success) return false;
    if (!alive.has(node)) return true;
    const [number, kind, rest, value] = said.data;
    maps.tell(node, number, { kind, topic: decodeURIComponent(topic), rest }, value);
    return true;
  });
  exchange.on(SAVED, ({ node, text }) => {
    if ((lastRead.get(node) ?? -1) < Number(text)) doubt(node);
    return true;
  });
  exchange.onLoss(doubt);
  nodes.onJoined((node) => {
    alive.add(node);
    doubt(node);
  });
  nodes.onDied(({ node, silentMs }) => {
    alive.delete(node);
    unread.delete(node);
    lastRead.delete(node);
    maps.lose(node, silentMs);
  });
  nodes.onBack(() => {
    for (const node of alive) unread.add(node);
    readUnread();
  });
  nodes.onBeat(() => {
    prolong();
    readUnread();
  });
  connection.onBack(saveAll);

  return {
    ...maps.view,

    set(kind, topic, rest, value) {
      const name = fieldOf({ kind, topic, rest });
      if ((own.get(name) ?? null) === value) return;
      if (value === null) own.delete(name);
      else own.set(name, value);
      version += 1;
      if (unsaved.size === 0) queueMicrotask(save);
      unsaved.set(name, value);
      if (!connection.isUp) doubtful = true;
      exchange.say(SAID, encodeURIComponent(topic.toWellFormed()), JSON.stringify([version, kind, rest, value]));
    },

    async settled() {
      const began = performance.now();
      const isDone = (passed: number) =>
        passed > SETTLE_MS || (passed > HEARD_MS && (!nodes.connected || unread.size + reading.size === 0));
      while (!isDone(performance.now() - began)) await sleep(20);
    },

    async close() {
      if (connection.isUp) await connection.send(ownKey, 'DEL', ownKey).catch(() => {});
    },
  };
}
