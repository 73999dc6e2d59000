import { expect, onTestFinished, test } from 'vitest';
import { eventually, makeDirect, pause } from '../support/factories.ts';
import { type ServerProcess, startServerProcess } from '../support/process.ts';
import { clientFrame, openRaw, type RawClient, upgradeHead } from '../support/raw.ts';
import type { Wire } from '../support/wire.ts';

const MIB = 1024 * 1024;
const REALTIME = '/socket.io/?EIO=4&transport=websocket';

/**
 * How far they get, how many of them, and how long they may last (milliseconds): 12 s for an unfinished head; 10 s without
 * signing in, and then the 30 s of a closing handshake that they do not take part in either; and some time for the server
 * to look.
 */
const CROWD = [
  { count: 1_200, says: [], patience: 16_000 },
  { count: 250, says: ['GET /api/users/me HTTP/1.1\r\nHost: parley\r\nAuthoriz'], patience: 16_000 },
  { count: 250, says: [upgradeHead(REALTIME).slice(0, -20)], patience: 16_000 },
  { count: 200, says: [upgradeHead(REALTIME)], patience: 44_000 },
  { count: 100, says: [upgradeHead(REALTIME), clientFrame('40')], patience: 44_000 },
] as const;
const SIZE = CROWD.reduce((sum, { count }) => sum + count, 0);
/** Descriptors that come and go with ordinary requests and with the database. */
const SLACK = 8;

type Silent = { readonly client: RawClient; readonly patience: number };

async function gather(url: string): Promise<Silent[]> {
  const crowd: Silent[] = [];
  for (const { count, says, patience } of CROWD) {
    for (let opened = 0; opened < count; opened += 50) {
      for (const client of await Promise.all(Array.from({ length: 50 }, () => openRaw(url)))) {
        for (const part of says) client.socket.write(part);
        crowd.push({ client, patience });
      }
    }
  }
  return crowd;
}

/** One message each way and a look at health; the milliseconds that the slowest of them took. */
async function talk(server: ServerProcess, wires: readonly [Wire, Wire], conversationId: string): Promise<number> {
  const content = crypto.randomUUID();
  const took: number[] = [];
  for (const [from, to] of [wires, wires.toReversed()]) {
    const started = performance.now();
    expect((await from?.ask('send_message', { conversationId, content }))?.ok).toBe(true);
    await to?.waitFor('new_message', (message) => message.content === content);
    took.push(performance.now() - started);
  }
  const started = performance.now();
  expect((await server.anonymous.get('/health/live')).status).toBe(200);
  return Math.max(...took, performance.now() - started);
}

test.runIf(process.platform === 'linux')(
  'OPS-10 two thousand who fall silent half-way are cut in time, and nobody else notices',
  { timeout: 90_000 },
  async () => {
    const server = await startServerProcess();
    onTestFinished(() => server.stop());
    const { ann, bo } = await server.people('ann', 'bo');
    const { id } = await makeDirect(ann, bo);
    const wires = [await ann.connect(), await bo.connect()] as const;
    const alone = await server.descriptors();
    // A first crowd, which goes by itself, so that what the process takes for so many at all is not counted as lost.
    for (const { client } of await gather(server.url)) client.destroy();
    await eventually('the first crowd gone', async () => (await server.descriptors()) <= alone + SLACK, 10_000);
    await talk(server, wires, id);
    const kept = await server.keptMemory();
    const resident = await server.residentMemory();
    await server.peakMemory();

    const crowd = await gather(server.url);
    await eventually('all held', async () => (await server.descriptors()) >= alone + SIZE - SLACK);
    const isAwaited = ({ client, patience }: Silent) =>
      client.lasted() === null && Date.now() < client.opened + patience;
    let slowest = 0;
    while (crowd.some(isAwaited)) {
      slowest = Math.max(slowest, await talk(server, wires, id));
      await pause(400);
    }
    for (const { client, patience } of crowd)
      expect(client.lasted() ?? Number.POSITIVE_INFINITY).toBeLessThan(patience);
    expect(slowest).toBeLessThan(1_000);
    // None of them has closed its own side: that the descriptors are back is the server's doing.
    await eventually('descriptors back', async () => (await server.descriptors()) <= alone + SLACK);
    expect((await server.peakMemory()) - resident).toBeLessThan(96 * MIB);
    await eventually('memory back', async () => (await server.keptMemory()) - kept < 12 * MIB, 5_000);
    for (const { client } of crowd) client.destroy();
  },
);
