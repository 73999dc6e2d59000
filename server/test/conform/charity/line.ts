import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { type Frame, type FrameOf, type FrameType, failureShape, frameShape } from './shapes.ts';

/** One open connection to one conversation, which remembers all that it hears and how much it said. */
export type Line = {
  readonly label: string;
  readonly userId: string;
  readonly conversationId: string;
  readonly socket: WebSocket;
  /** What it heard since it last forgot; answers to `sync` are not among it. */
  readonly frames: readonly Frame[];
  /** What it ever heard. */
  readonly history: readonly Frame[];
  /** How many frames it has sent, ever. */
  readonly said: number;
  /** Sends an object as a text frame. */
  tell(frame: unknown): void;
  /** Sends these very characters or bytes. */
  raw(data: string | Buffer): void;
  /** Waits until everything that it sent before has been handled. */
  sync(): Promise<void>;
  of<T extends FrameType>(type: T): FrameOf<T>[];
  /** The first frame that fits, heard already or within `timeoutMs`. */
  next<T extends FrameType>(type: T, fits?: (frame: FrameOf<T>) => boolean, timeoutMs?: number): Promise<FrameOf<T>>;
  /** Resolves with the close code when either side ended the connection. */
  readonly closed: Promise<number>;
  forget(): void;
  close(code?: number): Promise<number>;
};

/** The server did not let a connection in: what it answered instead of the upgrade. */
export class Refused extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, text: string) {
    super(`${status} ${text}`);
    this.status = status;
    this.body = text.startsWith('{') ? JSON.parse(text) : text;
  }
  /** The error's code; throws when the answer is not in the contract's form. */
  get code(): string {
    return failureShape.parse(this.body).error.code;
  }
}

export type LineOptions = {
  readonly url: string;
  readonly label: string;
  readonly userId: string;
  readonly conversationId: string;
  /** Whether it answers the server's protocol pings, as every client does by itself. */
  readonly answersPings?: boolean;
  /** Is told of every frame that the contract does not know in this form. */
  readonly onViolation: (what: string) => void;
};

function readRefusal(answer: IncomingMessage): Promise<Refused> {
  return new Promise((resolve, reject) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    answer.on('end', () => resolve(new Refused(answer.statusCode ?? 0, text))).on('error', reject);
  });
}

function readFrame(text: string): Frame | string {
  try {
    const read = frameShape.safeParse(JSON.parse(text));
    return read.success ? read.data : `${z.prettifyError(read.error)}\n${text.slice(0, 1000)}`;
  } catch {
    return `no JSON: ${text.slice(0, 1000)}`;
  }
}

/** Opens a connection; rejects with `Refused` when the server answers with a status instead. */
export async function openLine(options: LineOptions): Promise<Line> {
  const { label, userId, conversationId } = options;
  const socket = new WebSocket(options.url, { autoPong: options.answersPings ?? true, handshakeTimeout: 10_000 });
  const frames: Frame[] = [];
  const history: Frame[] = [];
  const waiting = new Set<() => void>();
  /** One for each ping that was sent and not answered; with a function where nobody but `sync` wants to know. */
  const pings: (null | (() => void))[] = [];
  let said = 0;
  socket.on('message', (data, isBinary) => {
    const text = String(data);
    if (isBinary) options.onViolation(`${label} heard a binary frame`);
    const read = readFrame(text);
    if (typeof read === 'string') return options.onViolation(`${label} heard ${read}`);
    const asked = read.type === 'pong' ? pings.shift() : null;
    if (asked === undefined) options.onViolation(`${label} heard a pong without having asked`);
    if (asked) return asked();
    frames.push(read);
    history.push(read);
    for (const check of [...waiting]) check();
  });
  const closed = new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_request, answer) => readRefusal(answer).then(reject, reject));
    socket.once('error', reject);
  });
  socket.on('error', () => undefined); // a connection that was cut; `close` follows

  const send = (data: string | Buffer) => {
    said += 1;
    socket.send(data);
  };
  function of<T extends FrameType>(type: T): FrameOf<T>[] {
    return frames.filter((frame): frame is FrameOf<T> => frame.type === type);
  }
  return {
    label,
    userId,
    conversationId,
    socket,
    frames,
    history,
    get said() {
      return said;
    },
    of,
    closed,
    raw: send,
    tell(frame) {
      if (z.object({ type: z.literal('ping') }).safeParse(frame).success) pings.push(null);
      send(JSON.stringify(frame));
    },
    sync() {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${label} got no pong`)), 10_000);
        pings.push(() => {
          clearTimeout(timer);
          resolve();
        });
        socket.send('{"type":"ping"}');
      });
    },
    next(type, fits = () => true, timeoutMs = 4000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(check);
          const heard = frames.map((frame) => frame.type).join(', ');
          reject(new Error(`${label} waited ${timeoutMs} ms for ${type}; heard: ${heard || 'nothing'}`));
        }, timeoutMs);
        const check = () => {
          const found = of(type).find(fits);
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
    async close(code = 1000) {
      if (socket.readyState === WebSocket.OPEN) socket.close(code);
      return closed;
    },
  };
}
