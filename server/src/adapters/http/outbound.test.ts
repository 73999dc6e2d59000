import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { get, keepConnections, type OutboundRequest, PrivateAddressError, post } from './outbound.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that notes on how many connections it is asked; `cut` ends them all without an answer to what comes next. */
async function open() {
  const sockets = new Set<Socket>();
  let requests = 0;
  let cutting = 0;
  const server = createServer((request, response) => {
    requests += 1;
    if (cutting > 0) {
      cutting -= 1;
      request.socket.destroy();
    } else request.resume().on('end', () => response.writeHead(200).end('taken'));
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => void sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const send = (more: Partial<OutboundRequest> = {}) =>
    post({ url, headers: {}, body: Buffer.from('x'), allowPrivate: true, timeoutMs: 2_000, ...more });
  return {
    url,
    send,
    connections: () => sockets.size,
    requests: () => requests,
    cutNext: (count: number) => {
      cutting = count;
    },
    endIdle: () => server.closeIdleConnections(),
  };
}

test('what is kept serves one request after the other; without it each has a connection of its own', async () => {
  const { send, connections } = await open();
  const kept = keepConnections();
  for (let index = 0; index < 5; index += 1) {
    expect(await send({ connections: kept })).toBe(200);
    await sleep(5);
  }
  expect(connections()).toBe(1);
  for (let index = 0; index < 3; index += 1) await send();
  expect(connections()).toBe(4);
});

test('a connection that the other side has ended, or ends as it is used again, costs nobody an error', async () => {
  const { url, send, connections, cutNext, endIdle } = await open();
  const kept = keepConnections();
  await send({ connections: kept });
  endIdle();
  await sleep(20);
  expect(await send({ connections: kept })).toBe(200);
  await sleep(20);
  cutNext(1);
  const answer = await get({
    url,
    headers: {},
    allowPrivate: true,
    timeoutMs: 2_000,
    maxBytes: 100,
    connections: kept,
  });
  expect(answer.body.toString()).toBe('taken');
  expect(connections()).toBe(3);
});

test('a service that cuts new connections too is in trouble after one more attempt', async () => {
  const { send, requests, cutNext } = await open();
  const kept = keepConnections();
  await send({ connections: kept });
  await sleep(20);
  cutNext(9);
  await expect(send({ connections: kept })).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(requests()).toBe(3);
});

test('where private addresses may not be called, a connection that is kept leads to none either', async () => {
  const { send, requests } = await open();
  const kept = keepConnections();
  await send({ connections: kept });
  await sleep(20);
  await expect(send({ connections: kept, allowPrivate: false })).rejects.toBeInstanceOf(PrivateAddressError);
  expect(requests()).toBe(1);
});
