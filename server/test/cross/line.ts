import { io } from 'socket.io-client';
import { WebSocket } from 'ws';

/** A connection's way out. */
export type Line = {
  /** Emits with a callback; what it is called with. */
  ask(event: string, payload?: unknown): Promise<unknown>;
  /** Emits without one. */
  tell(event: string, payload: object): void;
  close(): Promise<void>;
};

const PATIENCE_MS = 15_000;

/** Connects with Socket.IO. */
export async function openSocket(
  address: { readonly url: string; readonly path: string; readonly token: string },
  hear: (event: string, payload: unknown) => void,
): Promise<Line> {
  const { url, path, token } = address;
  const socket = io(url, { path, auth: { token }, transports: ['websocket'], forceNew: true, reconnection: false });
  socket.onAny((event: string, payload: unknown) => hear(event, payload));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return {
    ask: (event, payload = {}) => socket.timeout(PATIENCE_MS).emitWithAck(event, payload),
    tell: (event, payload) => void socket.emit(event, payload),
    async close() {
      socket.disconnect();
    },
  };
}

/** Connects with a raw WebSocket. `ask` sends a frame, and resolves with the next one of the type in `answeredBy`. */
export async function openRaw(
  url: string,
  answeredBy: Readonly<Record<string, string>>,
  hear: (type: string, frame: object) => void,
): Promise<Line> {
  const socket = new WebSocket(url);
  const waiting = new Map<string, ((frame: object) => void)[]>();
  const next = (type: string) =>
    new Promise<object>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${type} in ${PATIENCE_MS} ms`)), PATIENCE_MS);
      const done = (frame: object) => {
        clearTimeout(timer);
        resolve(frame);
      };
      waiting.set(type, [...(waiting.get(type) ?? []), done]);
    });
  socket.on('message', (data) => {
    const frame: unknown = JSON.parse(data.toString());
    if (typeof frame !== 'object' || frame === null || !('type' in frame) || typeof frame.type !== 'string')
      throw new Error(`no frame: ${data.toString()}`);
    hear(frame.type, frame);
    waiting.get(frame.type)?.shift()?.(frame);
  });
  const welcome = next('system');
  socket.on('error', () => {});
  socket.on('unexpected-response', (_request, { statusCode }) => {
    waiting.get('system')?.shift()?.({ refused: statusCode });
  });
  const closed = new Promise((resolve) => socket.on('close', resolve));
  const first = await welcome;
  if ('refused' in first) throw new Error(`the connection was refused: ${String(first.refused)}`);
  return {
    ask(type, payload = {}) {
      const answer = next(answeredBy[type] ?? type);
      socket.send(JSON.stringify({ type, ...(typeof payload === 'object' ? payload : {}) }));
      return answer;
    },
    tell: (type, payload) => socket.send(JSON.stringify({ type, ...payload })),
    async close() {
      socket.close(1000);
      await closed;
    },
  };
}
