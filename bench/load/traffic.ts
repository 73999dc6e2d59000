import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, type Opening, openAll, socketIo } from './connection.ts';
import { type Dialect, dialects } from './dialects.ts';
import { clientFrame } from './frames.ts';
import type { Faults, Roster } from './job.ts';
import { Ledger } from './ledger.ts';
import { namespacePrefix, type PacketReader, packetReader, seqOf } from './packets.ts';
import { firstCounter, SendTemplate } from './template.ts';
import type { Window } from './window.ts';

const capacity = 8_000_000;
/** Some conversations are used again by a later run, where a client id of this one would name a message of this one. */
const run = randomBytes(3).toString('hex');

function dialectOf({ dialect = 'native' }: Roster, client: number): Dialect {
  return dialects[typeof dialect === 'string' ? dialect : (dialect[client] ?? 'native')];
}

/** How each client begins. One that speaks over raw WebSockets is connected to its one conversation. */
function openingsOf(roster: Roster): Opening[] {
  const places = new Map(roster.conversations.flatMap(({ id, members }) => members.map((member) => [member, id])));
  return roster.tokens.map((token, client) => {
    const { path, namespace } = dialectOf(roster, client);
    if (namespace !== null) return socketIo(token, path, namespace);
    return { target: `${path}/${places.get(client)}?token=${token}`, greeting: null };
  });
}

/**
 * Connected clients and the messages between them. A message is complete when its sender has the ack and every
 * other member of its conversation has the message.
 */
export class Traffic {
  /** Called when a message that this client sent is complete. */
  onComplete: (client: number) => void = () => {};
  acked = 0;
  firstError: string | null = null;
  readonly #roster: Roster;
  readonly #readers: readonly PacketReader[];
  readonly #echoes: readonly boolean[];
  readonly #window: Window;
  readonly #ledger: Ledger | null;
  readonly #connections: Connection[];
  readonly #templates = new Map<number, SendTemplate>();
  readonly #receivers = new Map<number, number>();
  // Per message, by its counter: when it left, who sent it, how many acks and deliveries it still waits for.
  readonly #startedAt = new Float64Array(capacity);
  readonly #sender = new Uint32Array(capacity);
  readonly #waiting = new Int32Array(capacity);
  #sent = 0;
  #finished = 0;
  #refused = 0;
  #doubled = 0;
  #packets = 0;
  #closing = false;

  private constructor(roster: Roster, connections: Connection[], window: Window, numbered: boolean) {
    const spoken = roster.tokens.map((_, client) => dialectOf(roster, client));
    const readers = new Map(spoken.map((dialect) => [dialect, packetReader(dialect)]));
    this.#roster = roster;
    this.#readers = spoken.map((dialect) => readers.get(dialect) as PacketReader);
    this.#echoes = spoken.map(({ echoes }) => echoes);
    this.#window = window;
    this.#connections = connections;
    this.#ledger = numbered ? new Ledger(connections.length, roster.conversations) : null;
    for (const { id, members, memberIds } of roster.conversations) {
      for (const [place, member] of members.entries()) {
        const dialect = spoken[member] as Dialect;
        const { namespace } = dialect;
        const receiver = members.length === 2 ? (memberIds?.[1 - place] ?? null) : null;
        this.#templates.set(member, new SendTemplate(dialect, id, receiver, `${run}-c${member}`));
        if (dialect.join && namespace !== null) {
          const packet = `42${namespacePrefix(namespace)}${JSON.stringify(dialect.join(id))}`;
          connections[member]?.send(clientFrame(packet));
        }
        this.#receivers.set(member, dialect.echoes ? members.length : members.length - 1);
      }
    }
    connections.forEach((connection, client) => {
      connection.onPacket = (bytes, start, end) => this.#onPacket(client, bytes, start, end);
      connection.onEnd = () => this.#fail(`the server ended the connection of client ${client}`);
    });
  }

  /** Connects everybody and waits until the greetings (presence and the like) have died down. */
  static async connect(port: number, roster: Roster, window: Window, numbered: boolean): Promise<Traffic> {
    const traffic = new Traffic(roster, await openAll(port, openingsOf(roster)), window, numbered);
    await traffic.#quiet();
    return traffic;
  }

  /** Everybody who can send: the members of conversations. */
  get senders(): number[] {
    return [...this.#templates.keys()];
  }

  /**
   * Sends one message from `client`, which counts as begun at `at` (performance.now()). With `copy` the client
   * may have others on the way.
   */
  send(client: number, at: number, copy: boolean): void {
    const index = this.#sent;
    if (index >= capacity) throw new Error('a load sends at most 8 million messages');
    this.#sent += 1;
    this.#startedAt[index] = at;
    this.#sender[index] = client;
    this.#waiting[index] = 1 + (this.#receivers.get(client) as number);
    const frame = (this.#templates.get(client) as SendTemplate).with(firstCounter + index);
    (this.#connections[client] as Connection).send(copy ? Buffer.from(frame) : frame);
  }

  /** Waits for what is on the way, five seconds at most, and disconnects. Sending must have stopped. */
  async finish(): Promise<Faults> {
    const deadline = performance.now() + 5000;
    while (this.#finished < this.#sent && performance.now() < deadline) await sleep(20);
    await sleep(100); // a doubled delivery would come late
    this.#closing = true;
    for (const connection of this.#connections) connection.close();
    return {
      refused: this.#refused,
      unfinished: this.#sent - this.#finished,
      doubled: this.#doubled + (this.#ledger?.doubled ?? 0),
      missing: this.#ledger?.missing(this.#roster.conversations) ?? 0,
      misordered: this.#ledger?.misordered ?? 0,
    };
  }

  #onPacket(client: number, bytes: Buffer, start: number, end: number): void {
    this.#packets += 1;
    const reader = this.#readers[client] as PacketReader;
    const kind = reader.kindOf(bytes, start);
    if (kind === 'other') return;
    if (kind === 'ack') {
      const index = reader.ackedCounter(bytes, start, end) - firstCounter;
      if (!reader.isOk(bytes, start)) {
        this.#refused += 1;
        this.#finished += 1;
        this.firstError ??= bytes.toString('utf8', start, end);
        return;
      }
      this.acked += 1;
      // Whoever hears their own message too has its number twice, and the ledger wants it once.
      if (!this.#echoes[client]) this.#ledger?.acked(client, seqOf(bytes, start, end));
      this.#settle(index);
      return;
    }
    this.#window.deliver();
    this.#ledger?.delivered(client, seqOf(bytes, start, end));
    this.#settle(reader.counterOf(bytes, start, end) - firstCounter);
  }

  #settle(index: number): void {
    const waiting = this.#waiting[index] as number;
    if (waiting <= 0) {
      this.#doubled += 1;
      return;
    }
    this.#waiting[index] = waiting - 1;
    if (waiting > 1) return;
    this.#finished += 1;
    this.#window.complete(performance.now() - (this.#startedAt[index] as number));
    this.onComplete(this.#sender[index] as number);
  }

  #fail(reason: string): void {
    if (!this.#closing) this.firstError ??= reason;
  }

  async #quiet(): Promise<void> {
    const deadline = performance.now() + 30_000;
    for (let before = -1; before !== this.#packets && performance.now() < deadline; ) {
      before = this.#packets;
      await sleep(500);
    }
  }
}
