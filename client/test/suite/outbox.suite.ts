import { afterAll, beforeAll, expect } from 'vitest';
import { memoryOutbox } from '../../src/index.ts';
import { fileOf, goesLive, goesOffline, hear, linesOf, openStage, say, stored, storedTexts } from './stage.ts';
import type { OpenWorld, Story, World } from './world.ts';

/** What is promised of messages on their way. */
export function tellOfTheOutbox(open: OpenWorld, story: Story): void {
  let world: World;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.stop());

  story('SDK-4 an own message is in the list at once, and keeps its place and key when it is stored', async () => {
    const { chat, bo, roomId } = await openStage(world);
    const { clientId, sent } = chat.send({ content: 'hello' });
    expect(chat.messages.get()).toMatchObject([{ state: 'pending', key: clientId }]);
    const seen: (readonly string[])[] = [];
    chat.messages.subscribe(() => seen.push(chat.messages.get().map(({ key }) => key)));
    const message = await sent;
    expect(chat.messages.get()).toMatchObject([{ state: 'sent', key: clientId, message: { id: message.id } }]);
    expect(seen.every((keys) => keys.length === 1 && keys[0] === clientId)).toBe(true);
    expect(await storedTexts(bo, roomId)).toEqual(['hello']);
  });

  story('SDK-6 what is said while away waits in order, and is sent once when the connection is back', async () => {
    const { parley, chat, bo, roomId, goOffline, goOnline } = await openStage(world);
    goOffline();
    await goesOffline(world, parley);
    const texts = ['one', 'two', 'three', 'four'];
    const all = texts.map((content) => chat.send({ content }).sent);
    expect(linesOf(chat)).toEqual(texts.map((text) => `pending: ${text}`));
    await say(bo, roomId, 'meanwhile');
    goOnline();
    await Promise.all([goesLive(world, parley), world.until('sent', () => parley.outbox.entries.get().length === 0)]);
    await Promise.all(all);
    expect(linesOf(chat)).toEqual(['meanwhile', ...texts]);
    expect(await storedTexts(bo, roomId)).toEqual(['meanwhile', ...texts]);
  });

  story('SDK-6 a message whose answer got lost is sent again under its client id, and stored once', async () => {
    const { parley, chat, bo, roomId, goOffline, goOnline, loseNextAnswer } = await openStage(world);
    loseNextAnswer();
    const first = chat.send({ content: 'heard?' });
    const second = chat.send({ content: 'and this' });
    await world.until('stored', async () => (await storedTexts(bo, roomId)).includes('heard?'));
    goOffline();
    await goesOffline(world, parley);
    goOnline();
    await world.until('sent', () => parley.outbox.entries.get().length === 0);
    expect((await first.sent).clientId).toBe(first.clientId);
    await second.sent;
    expect(await storedTexts(bo, roomId)).toEqual(['heard?', 'and this']);
    expect(linesOf(chat)).toEqual(['heard?', 'and this']);
  });

  story('SDK-5 what an earlier page could not send is sent by the next one, before what is said there', async () => {
    const outboxStorage = memoryOutbox();
    const { parley, chat, ann, bo, roomId, goOffline } = await openStage(world, { outboxStorage });
    goOffline();
    await goesOffline(world, parley);
    for (const content of ['first', 'second']) chat.send({ content });
    await world.pass(50);
    parley.disconnect();
    const next = await world.client(ann, { outboxStorage });
    next.goOnline();
    const nextChat = next.parley.messages.in(roomId);
    nextChat.send({ content: 'third' });
    next.parley.connect();
    await nextChat.load();
    await world.until('sent', async () => (await stored(bo, roomId)).length === 3);
    expect(await storedTexts(bo, roomId)).toEqual(['first', 'second', 'third']);
    await world.until('shown', () => linesOf(nextChat).every((line) => !line.startsWith('pending')));
    expect(linesOf(nextChat)).toEqual(['first', 'second', 'third']);
    expect(await outboxStorage.load(ann.id)).toEqual([]);
  });

  story('SDK-4 what the server will never take is failed, stays in sight, and holds up nothing', async () => {
    const { parley, chat, bo, roomId } = await openStage(world);
    const failures = hear(parley, 'failed');
    const bad = chat.send({ content: '   ' });
    const good = chat.send({ content: 'fine' });
    await expect(bad.sent).rejects.toMatchObject({ code: 'validation_failed' });
    await good.sent;
    expect(linesOf(chat)).toEqual(['fine', 'failed:    ']);
    expect(failures.map(({ entry }) => [entry.clientId, entry.problem?.code])).toEqual([
      [bad.clientId, 'validation_failed'],
    ]);
    chat.retry(bad.clientId);
    expect(linesOf(chat)).toEqual(['fine', 'pending:    ']);
    await world.until('refused again', () => failures.length === 2);
    chat.discard(bad.clientId);
    expect(linesOf(chat)).toEqual(['fine']);
    expect(await storedTexts(bo, roomId)).toEqual(['fine']);
  });

  story('SDK-13 files go first, tell how far they are, and arrive as they were', async () => {
    const { parley, chat, bo, roomId } = await openStage(world);
    const progress: number[] = [];
    parley.outbox.entries.subscribe(() => {
      const part = parley.outbox.entries.get()[0]?.progress;
      if (part != null && part !== progress.at(-1)) progress.push(part);
    });
    const files = [fileOf('a.txt', 'a'.repeat(200_000)), fileOf('b.txt', 'bb')];
    const message = await chat.send({ type: 'file', content: 'two files', files }).sent;
    expect(message.attachments.map(({ name, size }) => [name, size])).toEqual([
      ['a.txt', 200_000],
      ['b.txt', 2],
    ]);
    expect(progress.length).toBeGreaterThan(2);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
    const id = message.attachments[1]?.id ?? '';
    const content = await parley.fetch(`/api/attachments/${id}/content`);
    expect(await content.text()).toBe('bb');
    expect((await stored(bo, roomId)).at(-1)?.attachments).toHaveLength(2);
  });

  story('SDK-13 an upload that is cancelled says so, and what was said with it is not sent', async () => {
    let isHeld = true;
    const { parley, chat, bo, roomId } = await openStage(world, {
      through: (fetch) => (input, init) =>
        isHeld && String(input).endsWith('/api/attachments') ? held(init?.signal) : fetch(input, init),
    });
    const stop = new AbortController();
    const alone = parley.upload(fileOf('alone.txt', 'x'), 'alone.txt', { signal: stop.signal });
    stop.abort();
    await expect(alone).rejects.toMatchObject({ code: 'cancelled' });
    const { clientId, sent } = chat.send({ type: 'file', files: [fileOf('c.txt', 'c')] });
    const after = chat.send({ content: 'without a file' });
    await world.pass(20);
    chat.discard(clientId);
    await expect(sent).rejects.toMatchObject({ code: 'cancelled' });
    isHeld = false;
    await after.sent;
    expect((await stored(bo, roomId)).map(({ content }) => content)).toEqual(['without a file']);
    expect(linesOf(chat)).toEqual(['without a file']);
  });
}

/** A request that is never answered, and can be given up. */
function held(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_resolve, reject) => {
    const giveUp = () => reject(signal?.reason);
    if (signal?.aborted) giveUp();
    signal?.addEventListener('abort', giveUp);
  });
}
