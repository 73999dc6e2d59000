import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { FlushQueue } from '../socketio/flush.ts';
import { STALL_MS, WebSocketConnection } from './connection.ts';
import { Heartbeat } from './heartbeat.ts';
import type { PeerSocket } from './peer.ts';

/** A connection whose peer takes what was sent only when it is told to. */
function scene() {
  const taken: (() => void)[] = [];
  const log: string[] = [];
  let time = 1_000;
  const peer = {
    bufferedAmount: 0,
    send: (_frame: Buffer, _options: object, done: () => void) => void taken.push(done),
    terminate: () => void log.push('cut'),
    end: (code: number) => void log.push(`closed ${code}`),
  };
  const connection = new WebSocketConnection(
    peer as unknown as PeerSocket,
    new PassThrough(),
    'ann',
    new FlushQueue(),
    () => time,
  );
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return {
    connection,
    log,
    /** Sends so many frames in one turn of the loop. */
    async send(count: number) {
      for (let i = 0; i < count; i++) connection.send(Buffer.from('x'));
      await turn();
    },
    take: (count = taken.length) => {
      for (const done of taken.splice(0, count)) done();
    },
    pass: (ms: number) => {
      time += ms;
    },
  };
}

test('who leaves more than a thousand small frames waiting is cut; a burst of as many is no such thing', async () => {
  const { log, send, take } = scene();
  await send(5_000);
  take();
  await send(1);
  expect(log).toEqual([]);
  await send(1_000);
  await send(1);
  expect(log).toEqual(['cut']);
});

test('who takes nothing for some seconds is cut, who takes a little or has nothing to take is not', async () => {
  const { connection, send, take, pass } = scene();
  pass(STALL_MS * 2);
  expect(connection.stalled).toBe(false);
  await send(10);
  pass(STALL_MS - 1);
  expect(connection.stalled).toBe(false);
  take(1);
  pass(STALL_MS - 1);
  expect(connection.stalled).toBe(false);
  pass(1);
  expect(connection.stalled).toBe(true);
  take();
  expect(connection.stalled).toBe(false);
});

test('pings are spread over the period, the silent are dropped, and the stalled are cut within a second', () => {
  vi.useFakeTimers();
  try {
    const heartbeat = new Heartbeat(30_000);
    const pings: number[] = [];
    const log: string[] = [];
    const began = Date.now();
    const make = (
      answers: boolean,
      connection = { stalled: false, close: (reason: string) => void log.push(reason) },
    ) => {
      let pong = () => {};
      const socket = {
        on: (_event: string, listener: () => void) => {
          pong = listener;
        },
        ping: () => {
          pings.push(Date.now() - began);
          if (answers) pong();
        },
        terminate: () => {
          log.push('dropped');
          heartbeat.remove(socket as unknown as PeerSocket);
        },
      };
      heartbeat.add(socket as unknown as PeerSocket, connection);
      return connection;
    };
    const [first] = Array.from({ length: 300 }, () => make(true));
    vi.advanceTimersByTime(60_000);
    expect(pings.length).toBe(600);
    const moments = Map.groupBy(pings, (at) => at);
    expect(moments.size).toBe(60);
    expect(Math.max(...[...moments.values()].map((some) => some.length))).toBe(10);
    expect(log).toEqual([]);
    make(false);
    vi.advanceTimersByTime(60_000);
    expect(log).toEqual(['dropped']);
    if (first) first.stalled = true;
    vi.advanceTimersByTime(1_000);
    expect(log).toEqual(['dropped', 'slow']);
    heartbeat.close();
  } finally {
    vi.useRealTimers();
  }
});
