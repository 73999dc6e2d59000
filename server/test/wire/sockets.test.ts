import { io, type Socket } from 'socket.io-client';
import { afterAll, expect, test } from 'vitest';
import { makeDirect, pause } from '../support/factories.ts';
import { startServer } from '../support/server.ts';

const before = await startServer();
/** Another process on the same database, which remembers nothing of what is in it. */
const server = await startServer({}, async () => before.databaseUrl);
const open = new Set<Socket>();
afterAll(async () => {
  for (const socket of open) socket.disconnect();
  await server.stop();
  await before.stop();
});

const PREFIX = { helpdesk: '', telehealth: '/telehealth', travel: '/travel' };
type Name = keyof typeof PREFIX;
const names = Object.keys(PREFIX) as Name[];

async function connect(contract: Name, token: string): Promise<Socket> {
  const socket = io(server.url, {
    path: `${PREFIX[contract]}/socket.io`,
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth: { token },
  });
  open.add(socket);
  await new Promise<void>((resolve, reject) => socket.on('connect', resolve).on('connect_error', reject));
  return socket;
}

test.each(names)('of the name of an unknown event no more than its beginning is told again: %s', async (contract) => {
  const { ann } = await server.people('ann');
  const socket = await connect(contract, ann.token);
  const told: unknown[] = [];
  socket.onAny((...args: unknown[]) => told.push(args));
  const name = 'x'.repeat(500_000);
  told.push(await socket.timeout(5_000).emitWithAck(name, {}));
  socket.emit(name, {});
  await expect.poll(() => JSON.stringify(told)).toContain('error');
  await pause(50);
  expect(JSON.stringify(told).length).toBeLessThan(1_500);
  socket.disconnect();
});

test.each(names)('whoever is gone before it is known where they type is not shown as typing: %s', async (contract) => {
  const doctor = await before.person('doc', { claims: { userType: 'doctor' } });
  const { ann } = await before.people('ann');
  const { id: conversationId } = await makeDirect(ann, doctor);
  const listener = await server.connect(doctor.token, doctor.id);
  const socket = await connect(contract, ann.token);
  const start = contract === 'travel' ? 'typing' : 'typing_start';
  socket.emit(start, { conversationId, receiverId: doctor.id });
  socket.disconnect();
  await listener.waitFor('presence_update', (presence) => presence.userId === ann.id && !presence.isOnline);
  await pause(300);
  expect(listener.of('typing_indicator').filter(({ isTyping }) => isTyping)).toHaveLength(
    listener.of('typing_indicator').filter(({ isTyping }) => !isTyping).length,
  );
  await listener.close();
});
