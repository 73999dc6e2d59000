import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { type EventName, type Heard, type Payload, readEvent } from './events.ts';
import type { Violations } from './violations.ts';

const refusalShape = z.strictObject({ code: z.string(), status: z.int() });
const failedAckShape = z.strictObject({
  ok: z.literal(false),
  error: z.strictObject({ code: z.string(), message: z.string().min(1), retryAfter: z.number().positive().optional() }),
});

/** The answer to one emitted event. */
export type Ack = {
  readonly ok: boolean;
  readonly raw: unknown;
  /** The error code, or null when it went well. */
  readonly code: string | null;
  as<T extends z.ZodType>(shape: T): z.infer<T>;
};

/** One open connection that remembers all it hears. */
export type Wire = {
  readonly label: string;
  /** Of the server. */
  readonly url: string;
  readonly socket: Socket;
  readonly heard: readonly Heard[];
  /** Emits with a callback and waits for it. */
  ask(event: string, payload?: unknown): Promise<Ack>;
  /** Emits without a callback. */
  tell(event: string, ...args: unknown[]): void;
  of<E extends EventName>(event: E): Payload<E>[];
  /** The next (or an already heard) event that fits; fails after `timeoutMs`. */
  waitFor<E extends EventName>(
    event: E,
    fits?: (payload: Payload<E>) => boolean,
    timeoutMs?: number,
  ): Promise<Payload<E>>;
  /** Resolves when the server or the client ended the connection. */
  readonly closed: Promise<string>;
  forget(): void;
  close(): Promise<void>;
};

export class Refused extends Error {
  readonly data: z.infer<typeof refusalShape>;
  constructor(data: z.infer<typeof refusalShape>) {
    super(`refused: ${data.code}`);
    this.data = data;
  }
}

/** The token goes into `auth.token`; `undefined` sends no auth at all. */
function open(url: string, token: unknown): Socket {
  return io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    autoConnect: false,
    ...(token === undefined ? {} : { auth: { token } }),
  });
}

function readAck(event: string, raw: unknown, violations: Violations): Ack {
  const failed = failedAckShape.safeParse(raw);
  const good = z.looseObject({ ok: z.literal(true) }).safeParse(raw);
  if (!failed.success && !good.success) violations.add(`ack of ${event}: ${JSON.stringify(raw)}`);
  if (failed.success && failed.data.error.code === 'internal_error') violations.add(`ack of ${event}: internal_error`);
  if (failed.success && failed.data.error.code === 'rate_limited' && failed.data.error.retryAfter === undefined) {
    violations.add(`ack of ${event}: rate_limited without retryAfter`);
  }
  return {
    ok: good.success,
    raw,
    code: failed.success ? failed.data.error.code : null,
    as(shape) {
      const result = shape.safeParse(raw);
      if (result.success) return result.data;
      throw new Error(`ack of ${event}: ${z.prettifyError(result.error)}\n${JSON.stringify(raw)}`);
    },
  };
}

/** Checks what holds for every frame on every connection: known event, exact payload, order, nobody else's client id. */
function createInspector(label: string, userId: string, violations: Violations) {
  const lastSeq = new Map<string, number>();
  return (event: string, args: readonly unknown[]): Heard | null => {
    let heard: Heard;
    try {
      heard = readEvent(event, args);
    } catch (error) {
      violations.add(`${label} heard ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
    if (heard.event === 'new_message' || heard.event === 'message_updated') {
      const { senderId, clientId } = heard.payload;
      if (senderId !== userId && clientId !== null) violations.add(`${label} was shown a client id of ${senderId}`);
    }
    if (heard.event === 'new_message') {
      const { conversationId, seq } = heard.payload;
      const last = lastSeq.get(conversationId) ?? 0;
      if (seq <= last) violations.add(`${label} heard message ${seq} of ${conversationId} after ${last}`);
      lastSeq.set(conversationId, Math.max(last, seq));
    }
    return heard;
  };
}

/** Connects as `userId`; rejects with `Refused` when the server does not let it in. */
export async function connectWire(
  url: string,
  token: unknown,
  who: { label: string; userId: string },
  violations: Violations,
): Promise<Wire> {
  const socket = open(url, token);
  const heard: Heard[] = [];
  const waiting = new Set<() => void>();
  const inspect = createInspector(who.label, who.userId, violations);
  socket.onAny((event: string, ...args: unknown[]) => {
    const frame = inspect(event, args);
    if (frame) heard.push(frame);
    for (const check of [...waiting]) check();
  });
  const closed = new Promise<string>((resolve) => socket.on('disconnect', (reason) => resolve(reason)));
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', (error: Error & { data?: unknown }) => {
      socket.close();
      const data = refusalShape.safeParse(error.data);
      reject(
        data.success
          ? new Refused(data.data)
          : new Error(`connect_error ${error.message} ${JSON.stringify(error.data)}`),
      );
    });
    socket.connect();
  });

  function of<E extends EventName>(event: E): Payload<E>[] {
    return heard.filter((frame) => frame.event === event).map((frame) => frame.payload as Payload<E>);
  }
  return {
    label: who.label,
    url,
    socket,
    heard,
    of,
    closed,
    async ask(event, payload = {}) {
      const raw: unknown = await socket.timeout(5000).emitWithAck(event, payload);
      return readAck(event, raw, violations);
    },
    tell: (event, ...args) => {
      socket.emit(event, ...args);
    },
    waitFor(event, fits = () => true, timeoutMs = 3000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(check);
          const names = heard.map((frame) => frame.event).join(', ');
          reject(new Error(`${who.label} waited ${timeoutMs} ms for ${event}; heard: ${names || 'nothing'}`));
        }, timeoutMs);
        const check = () => {
          const found = of(event).find(fits);
          if (!found) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      });
    },
    forget: () => {
      heard.length = 0;
    },
    async close() {
      if (socket.connected) {
        socket.disconnect();
        await closed;
      }
    },
  };
}

/** What was said is stored, marked and told to others in the time of so many simple answers. */
const STEPS = 6;

/**
 * Waits until none of the connections has heard anything for `quietMs`, and for several times as long as the server's database
 * takes for an answer in between: what is on its way on a slow machine is waited for as well. At most 10 s in all.
 */
export async function quiet(wires: readonly Wire[], quietMs = 120): Promise<void> {
  const count = () => wires.reduce((sum, wire) => sum + wire.heard.length, 0);
  const ended = Date.now() + 10_000;
  let last = -1;
  while (last !== count() && Date.now() < ended) {
    last = count();
    await pause(quietMs / 2);
    const askedAt = performance.now();
    await Promise.all(
      [...new Set(wires.map((wire) => wire.url))].map(async (url) => (await fetch(`${url}/health`)).arrayBuffer()),
    );
    await pause(
      Math.min(Math.max(quietMs / 2, STEPS * (performance.now() - askedAt)), Math.max(0, ended - Date.now())),
    );
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
