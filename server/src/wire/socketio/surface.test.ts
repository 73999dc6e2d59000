import { createServer } from 'node:http';
import { io, type Socket } from 'socket.io-client';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ParleyError } from '../../core/errors.ts';
import type { ContractContext } from '../context.ts';
import type { SocketConnection } from './connection.ts';
import { eventFrameIn } from './frames.ts';
import { on } from './handler.ts';
import { SocketSession } from './session.ts';
import { createSocketSurface } from './surface.ts';

/** Just so much of the engine that everybody with a token is let in. */
const user = { id: 'ann', name: 'Ann', avatar: null, role: 'user', claimed: {}, suspended: false };
const context = {
  core: {
    tokens: { peek: () => ({ sub: 'ann' }), verify: async () => ({ sub: 'ann' }) },
    people: { peek: () => user, get: async () => user },
    settings: { requests: { max: 100, windowMs: 1000 } },
    rates: { take: () => 0 },
    onFault(error: unknown) {
      throw error;
    },
  },
  isOutage: () => false,
  socket: { pingTimeoutMs: 20_000, pingIntervalMs: 25_000, maxPerUser: 20 },
  origins: '*',
  trustedProxy: () => false,
} as unknown as ContractContext;

const connections = new Set<SocketConnection>();
const ended: string[] = [];
const surface = createSocketSurface<SocketSession, string>(context, {
  namespace: '/chat',
  handlers: new Map([
    ['say', on(z.object({ text: z.string() }), (_session: SocketSession, { text }) => text)],
    ['wait', async () => 'waited'],
  ]),
  unknown(_session, event) {
    throw new ParleyError('not_found', `no ${event}`);
  },
  answer: (text) => [JSON.stringify({ success: true, text })],
  refusal({ message }, { event }) {
    return { event: JSON.stringify({ event, message }), ack: JSON.stringify({ success: false, message }) };
  },
  refuse: ({ message }) => new Error(message),
  open(peer) {
    connections.add(peer.connection);
    return { session: new SocketSession(context.core, peer), closed: () => void ended.push(peer.connection.id) };
  },
  close() {},
});
const http = createServer();
surface.serve(http, '/socket.io');
const address = await new Promise<string>((resolve) => {
  http.listen(0, '127.0.0.1', () => {
    const bound = http.address();
    resolve(`http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`);
  });
});
afterAll(() => {
  surface.close();
  http.close();
});

function connect(namespace: string, transport: 'websocket' | 'polling', token?: string): Promise<Socket> {
  const socket = io(`${address}${namespace}`, {
    transports: [transport],
    forceNew: true,
    reconnection: false,
    ...(token !== undefined && { auth: { token } }),
  });
  return new Promise((resolve, reject) => {
    socket.on('connect', () => resolve(socket));
    socket.on('connect_error', (error) => {
      socket.disconnect();
      reject(error);
    });
  });
}

test.each(['websocket', 'polling'] as const)('a contract may be in a namespace of its own: %s', async (transport) => {
  const socket = await connect('/chat', transport, 'x');
  const heard: unknown[] = [];
  socket.onAny((...args: unknown[]) => heard.push(args));
  const ask = (...args: unknown[]) => socket.timeout(2_000).emitWithAck(...(args as [string]));
  expect(await ask('say', { text: 'hello' })).toEqual({ success: true, text: 'hello' });
  expect(await ask('wait')).toEqual({ success: true, text: 'waited' });
  expect(await ask('say', { text: Buffer.from('x') })).toMatchObject({ success: false });
  expect(await ask('sing')).toEqual({ success: false, message: 'no sing' });
  for (const connection of connections) connection.send(eventFrameIn('/chat,', 'news', '{"a":1}'));
  await expect.poll(() => heard.at(-1)).toEqual(['news', { a: 1 }]);
  expect(heard).toContainEqual(['error', { event: 'sing', message: 'no sing' }]);
  const before = ended.length;
  socket.disconnect();
  await expect.poll(() => ended.length).toBe(before + 1);
  connections.clear();
});

test('nobody is let in without a token, and nobody into another namespace', async () => {
  await expect(connect('/chat', 'websocket')).rejects.toThrow('auth.token is required');
  for (const namespace of ['', '/other']) {
    await expect(connect(namespace, 'websocket', 'x')).rejects.toThrow('Invalid namespace');
  }
});
