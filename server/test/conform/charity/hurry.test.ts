import { expect, test } from 'vitest';
import { createMischief } from '../../support/fuzz.ts';
import { SEED } from '../../support/seeds.ts';
import { at, create, messagesOf, openCharity, post, send } from './charity.ts';
import type { Line } from './line.ts';

const charity = await openCharity();

test(`CHAR-116 however fast people come and go, comings and goings alternate (seed ${SEED})`, async () => {
  const { ann, bo } = await charity.people('ann', 'bo');
  const root = await charity.person('Root', { role: 'admin' });
  const { conversationId: id } = await create(root, { participants: [ann.id, bo.id] });
  const watcher = await root.connect(id, 'watcher');
  const [random, open] = [createMischief(SEED), new Set<Line>()];
  for (let step = 0; step < 60; step += 1) {
    const who = random.pick([ann, bo]);
    const [line] = open;
    if (line && random.chance(0.5)) {
      open.delete(line);
      if (random.chance(0.5)) line.socket.terminate();
      else void line.close();
    } else if (random.chance(0.5)) open.add(await who.connect(id, `${who.name} ${step}`));
    else void (await who.connect(id, `${who.name} ${step}`)).close();
  }
  await charity.settle();
  for (const who of [ann, bo]) {
    const turns = watcher.frames
      .filter((frame) => 'userId' in frame && frame.userId === who.id)
      .map((frame) => frame.type);
    expect(turns).toEqual(turns.map((_, at) => (at % 2 === 0 ? 'user_joined' : 'user_left')));
    expect(turns.length % 2 === 1, who.name).toBe([...open].some((line) => line.userId === who.id));
  }
});

test(`CHAR-117 however fast they type on several connections, starts and stops alternate (seed ${SEED})`, async () => {
  const { ann, bo } = await charity.people('ann', 'bo');
  const root = await charity.person('Root', { role: 'admin' });
  const { conversationId: id } = await create(root, { participants: [ann.id, bo.id] });
  const watcher = await root.connect(id, 'watcher');
  const lines = [await ann.connect(id, 'ann1'), await ann.connect(id, 'ann2'), await bo.connect(id, 'bo')];
  const random = createMischief(SEED + 1);
  for (let step = 0; step < 150; step += 1) {
    const line = random.pick(lines);
    if (random.chance(0.1)) line.tell({ type: 'message', content: `${step}` });
    else line.tell({ type: 'typing', isTyping: random.chance(0.5) });
    if (random.chance(0.2)) await line.sync();
  }
  await Promise.all(lines.map((line) => line.close()));
  await charity.settle();
  for (const who of [ann, bo]) {
    const turns = watcher.frames.filter(
      (frame) => /^typing_/.test(frame.type) && 'userId' in frame && frame.userId === who.id,
    );
    expect(turns.map((frame) => frame.type)).toEqual(
      turns.map((_, at) => (at % 2 === 0 ? 'typing_start' : 'typing_stop')),
    );
    expect(turns.length % 2).toBe(0);
    expect(turns.length).toBeGreaterThan(4);
  }
});

test(`CHAR-81 whoever reads what and when, marks move on (seed ${SEED})`, async () => {
  const { ann, bo } = await charity.people('ann', 'bo');
  const root = await charity.person('Root', { role: 'admin' });
  const { conversationId: id } = await create(root, { participants: [ann.id, bo.id] });
  const lines = await Promise.all([ann, ann, bo, bo, root].map((who, one) => who.connect(id, `${who.name} ${one}`)));
  const random = createMischief(SEED + 2);
  const sent: string[] = [(await post(root, id, 'first')).messageId];
  for (let step = 0; step < 120; step += 1) {
    const line = random.pick(lines);
    if (random.chance(0.2)) sent.push((await send(line, { content: `${step}` })).messageId);
    else if (random.chance(0.3)) line.tell({ type: 'read' });
    else line.tell({ type: 'read', messageId: random.pick(sent) });
    if (random.chance(0.1)) await Promise.all([ann, bo].map((who) => who.put(at(id, '/read'))));
  }
  await charity.settle();
  charity.audit(lines);
  const rows = await messagesOf(ann, id, '?limit=100');
  // What was heard, put together, is what is there.
  for (const who of [ann, bo, root]) {
    const seen = lines.find((line) => line.userId !== who.id);
    const heardAt = seen
      ?.of('read_receipt')
      .filter((frame) => frame.userId === who.id)
      .at(-1)?.messageId;
    const mark = rows.find((row) => row.messageId === heardAt)?.seq ?? 0;
    const read = rows.filter((row) => row.readBy.some((one) => one.userId === who.id)).map((row) => row.seq);
    expect(read, who.name).toEqual(
      rows.filter((row) => row.seq <= mark && row.senderId !== who.id).map((row) => row.seq),
    );
  }
});

test('CHAR-62 of somebody who writes in two roles at once each message has its own', async () => {
  const ann = await charity.person('Ann');
  const root = await charity.person('Root', { role: 'admin' });
  const { conversationId: id } = await create(ann);
  const promoted = await charity.as(ann, 'ADMIN');
  const senders = [ann, promoted, root];
  const rows = await Promise.all(Array.from({ length: 30 }, (_, at) => post(senders[at % 3] ?? ann, id, `${at}`)));
  const stored = await messagesOf(ann, id);
  expect(stored).toHaveLength(30);
  for (const { senderRole, content } of [...rows, ...stored])
    expect(senderRole, content).toBe(Number(content) % 3 === 0 ? 'USER' : 'ADMIN');
});
