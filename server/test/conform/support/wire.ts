import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import type { Target } from '../../support/target.ts';

/** The events that a contract's server may send, each with its exact payload. */
export type Shapes = Readonly<Record<string, z.ZodType>>;
/** One event as a connection heard it. */
export type Frame = { readonly event: string; readonly payload: unknown };

/** One open connection, which remembers all that it hears and all that it said. */
export type Wire<S extends Shapes> = {
  readonly label: string;
  readonly userId: string;
  readonly socket: Socket;
  /** What it heard since it last forgot. */
  readonly frames: readonly Frame[];
  /** What it ever heard. */
  readonly history: readonly Frame[];
  /** Events that it emitted, ever. */
  readonly said: readonly string[];
  /** Emits with a callback and waits for what it is called with. */
  ask(event: string, ...args: unknown[]): Promise<unknown>;
  /** Emits without a callback. */
  tell(event: string, ...args: unknown[]): void;
  of<E extends keyof S & string>(event: E): z.infer<S[E]>[];
  /** The first event that fits, heard already or within `timeoutMs`. */
  next<E extends keyof S & string>(
    event: E,
    fits?: (payload: z.infer<S[E]>) => boolean,
    timeoutMs?: number,
  ): Promise<z.infer<S[E]>>;
  /** Resolves with the reason when either side ended the connection. */
  readonly closed: Promise<string>;
  forget(): void;
  close(): Promise<void>;
};

/** The server did not let a connection in; `message` is what it said. */
export class Refused extends Error {}

export type WireOptions<S extends Shapes> = {
  readonly target: Target;
  /** `/chat` of `io('http://host/chat')`; the default one when empty or absent. */
  readonly namespace?: string;
  readonly label: string;
  readonly userId: string;
  /** What goes into the handshake's `auth`; undefined sends none at all. */
  readonly auth: Readonly<Record<string, unknown>> | undefined;
  readonly shapes: S;
  readonly transport?: 'websocket' | 'polling';
  /** Frames that are as if they had not been heard, once their form is checked. */
  readonly ignores?: (frame: Frame) => boolean;
  /** Is told of every frame that the contract does not know in this form. */
  readonly onViolation: (what: string) => void;
};

function readFrame(shapes: Shapes, event: string, args: readonly unknown[]): string | null {
  const shape = Object.hasOwn(shapes, event) ? shapes[event] : undefined;
  if (!shape) return `unknown event ${event}: ${JSON.stringify(args).slice(0, 500)}`;
  if (args.length !== 1) return `${event} with ${args.length} arguments`;
  const read = shape.safeParse(args[0]);
  return read.success ? null : `${event}: ${z.prettifyError(read.error)}\n${JSON.stringify(args[0]).slice(0, 1000)}`;
}

/** Opens a connection; rejects with `Refused` when the server does not let it in. */
export async function openWire<S extends Shapes>(options: WireOptions<S>): Promise<Wire<S>> {
  const { target, label, shapes } = options;
  const socket = io(`${target.socket.origin}${options.namespace ?? ''}`, {
    path: target.socket.path,
    transports: [options.transport ?? 'websocket'],
    forceNew: true,
    reconnection: false,
    autoConnect: false,
    ...(options.auth === undefined ? {} : { auth: { ...options.auth } }),
  });
  const frames: Frame[] = [];
  const history: Frame[] = [];
  const said: string[] = [];
  const waiting = new Set<() => void>();
  socket.onAny((event: string, ...args: unknown[]) => {
    const wrong = readFrame(shapes, event, args);
    if (wrong !== null) options.onViolation(`${label} heard ${wrong}`);
    const frame = { event, payload: args[0] };
    if (options.ignores?.(frame)) return;
    frames.push(frame);
    history.push(frame);
    for (const check of [...waiting]) check();
  });
  const closed = new Promise<string>((resolve) => socket.on('disconnect', (reason) => resolve(reason)));
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', (error) => {
      socket.close();
      reject(new Refused(error.message));
    });
    socket.connect();
  });

  function of<E extends keyof S & string>(event: E): z.infer<S[E]>[] {
    return frames.filter((frame) => frame.event === event).map((frame) => frame.payload as z.infer<S[E]>);
  }
  return {
    label,
    userId: options.userId,
    socket,
    frames,
    history,
    said,
    of,
    closed,
    ask(event, ...args) {
      said.push(event);
      return socket.timeout(5000).emitWithAck(event, ...args);
    },
    tell(event, ...args) {
      said.push(event);
      socket.emit(event, ...args);
    },
    next(event, fits = () => true, timeoutMs = 4000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(check);
          const names = frames.map((frame) => frame.event).join(', ');
          reject(new Error(`${label} waited ${timeoutMs} ms for ${event}; heard: ${names || 'nothing'}`));
        }, timeoutMs);
        const check = () => {
          const found = of(event).find(fits);
          if (found === undefined) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      });
    },
    forget() {
      frames.length = 0;
    },
    async close() {
      if (!socket.connected) return;
      socket.disconnect();
      await closed;
    },
  };
}

/** A moment. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What was said is stored, marked and told to others in the time of so many simple answers. */
const STEPS = 6;

/**
 * Waits until none of the connections has heard anything for `quietMs`, with an answer of the server in between, and for
 * several times as long as that took, so that what is still on its way on a slow machine is waited for as well. At most 10 s in all.
 */
export async function quiet(target: Target, wires: readonly Wire<Shapes>[], quietMs = 100): Promise<void> {
  const count = () => wires.reduce((sum, wire) => sum + wire.frames.length, 0);
  const ended = Date.now() + 10_000;
  let last = -1;
  while (last !== count() && Date.now() < ended) {
    last = count();
    await pause(quietMs / 2);
    const askedAt = performance.now();
    await (await fetch(`${target.url}/health`)).arrayBuffer();
    await pause(
      Math.min(Math.max(quietMs / 2, STEPS * (performance.now() - askedAt)), Math.max(0, ended - Date.now())),
    );
  }
}
