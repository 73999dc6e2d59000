import { afterAll, expect, test } from 'vitest';
import { openWire } from '../conform/support/wire.ts';
import { eventShapes } from '../conform/travel/shapes.ts';
import { makeDirect } from '../support/factories.ts';
import { type Line, startProxy } from '../support/proxy.ts';
import { startServer } from '../support/server.ts';

let line: Line | undefined;
const server = await startServer({ RATE_LIMIT_MAX_REQUESTS: '12000' }, async (url) => {
  line = await startProxy(url);
  return line.url;
});
afterAll(async () => {
  await server.stop();
  await line?.close();
});

async function scene() {
  const { ann, bo } = await server.people('ann', 'bo');
  const { id } = await makeDirect(ann, bo);
  const wire = await openWire({
    target: {
      ...server,
      socket: { origin: server.url, path: '/travel/socket.io' },
      token: async () => '',
      own: server,
    },
    label: 'ann',
    userId: ann.id,
    auth: { token: ann.token },
    shapes: eventShapes,
    onViolation: (what) => server.violations.add(what),
  });
  return { wire, id };
}

test('TRAV-172 what is over a limit is refused at once, whatever is still to be answered before it', async () => {
  const { wire, id } = await scene();
  for (let sent = 0; sent < 4_000; sent += 1) wire.tell('join-conversation', id);
  await wire.ask('join-conversation', id);
  line?.hold();
  const first = wire.ask('join-conversation', id);
  for (let sent = 0; sent < 9_000; sent += 1) wire.tell('join-conversation', id);
  expect(await wire.ask('join-conversation', id)).toMatchObject({ success: false, error: /Too many requests/ });
  line?.mend();
  expect(await first).toMatchObject({ success: true });
});

test('TRAV-84 who has ten thousand events waiting and goes on is cut off', async () => {
  const { wire, id } = await scene();
  await wire.ask('join-conversation', id);
  line?.hold();
  for (let sent = 0; sent < 10_001; sent += 1) wire.tell('join-conversation', id);
  expect(await wire.ask('join-conversation', id).catch(() => 'nothing')).toBe('nothing');
  expect(await wire.closed).toMatch(/transport/);
  line?.mend();
});
