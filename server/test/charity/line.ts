import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type Api, createApi } from '../support/api.ts';
import type { Person } from '../support/person.ts';
import type { TestServer } from '../support/server.ts';
import { createViolations } from '../support/violations.ts';

export const CONVERSATIONS = '/charity/api/conversations';

/** Requests of somebody at the contract's place; its errors are not the native API's. */
export function at(server: TestServer, { token }: Pick<Person, 'token'>): Api {
  return createApi(server.url, token, createViolations());
}

/** A frame that was heard. */
export type Frame = { readonly type: string; readonly [field: string]: unknown };

/** Long enough for whatever is on its way to have come. */
const SETTLE_MS = 150;
const PATIENCE_MS = 5_000;

function isFrame(value: unknown): value is Frame {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** One connection to a conversation. */
export class Line {
  readonly heard: Frame[] = [];
  /** The code that it was closed with. */
  readonly closed: Promise<number>;
  readonly socket: WebSocket;
  #taken = 0;
  #wake: (() => void) | null = null;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const frame: unknown = JSON.parse(data.toString());
      if (!isFrame(frame)) throw new Error(`no frame: ${data.toString()}`);
      this.heard.push(frame);
      this.#wake?.();
    });
    this.closed = new Promise((resolve) => socket.on('close', resolve));
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** The next frame of a type, past those that were asked for before; what stands before it counts as asked for. */
  async next(type: string): Promise<Frame> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const at = this.heard.findIndex((frame, index) => index >= this.#taken && frame.type === type);
      const found = this.heard[at];
      if (found) {
        this.#taken = at + 1;
        return found;
      }
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`no ${type}; heard ${JSON.stringify(this.heard.slice(this.#taken))}`);
      await Promise.race([new Promise<void>((resolve) => (this.#wake = resolve)), sleep(Math.min(left, 200))]);
    }
  }

  /** What came since, by type, once all is quiet. */
  async since(): Promise<string[]> {
    await sleep(SETTLE_MS);
    const types = this.heard.slice(this.#taken).map(({ type }) => type);
    this.#taken = this.heard.length;
    return types;
  }

  async close(): Promise<number> {
    this.socket.close(1000);
    return this.closed;
  }
}

function socketUrl(server: TestServer, id: string, token: string): string {
  return `${server.url.replace(/^http/, 'ws')}/charity/ws/conversations/${id}?token=${token}`;
}

/** Connects, and waits for the welcome. */
export async function connect(server: TestServer, person: Pick<Person, 'token'>, id: string): Promise<Line> {
  const line = new Line(new WebSocket(socketUrl(server, id, person.token)));
  await line.next('system');
  return line;
}

/** What somebody who is not let in gets. */
export function refusal(server: TestServer, token: string, id: string): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(socketUrl(server, id, token));
    socket.on('error', () => {});
    socket.on('open', () => reject(new Error('was let in')));
    socket.on('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (part: Buffer) => {
        text += part.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
  });
}
