import { expect, test } from 'vitest';
import { createParley } from '../src/index.ts';
import { createFakeServer } from '../src/testing/index.ts';

test('SDK-21 all who are looked at within a frame are asked for in one request', async () => {
  const server = createFakeServer();
  const people = Array.from({ length: 30 }, (_, index) => `user-${index}`);
  for (const id of people) server.addUser({ id });
  const { fetch, ...options } = server.options('ann');
  const asked: string[] = [];
  const parley = createParley({
    ...options,
    fetch(input, init) {
      const url = new URL(String(input));
      if (url.pathname.endsWith('/presence')) asked.push(url.searchParams.get('ids') ?? '');
      return fetch(input, init);
    },
  });
  for (const [index, id] of people.entries()) {
    parley.presence.of(id);
    if (index % 10 === 9) await server.clock.advance(5);
  }
  await server.clock.advance(20);
  expect(asked).toEqual([people.join(',')]);
  expect(people.map((id) => parley.presence.of(id).get()?.userId)).toEqual(people);

  // Who is looked at later, and again, is asked for by the next one alone.
  parley.presence.of('ann');
  parley.presence.of('user-1');
  await server.clock.advance(20);
  expect(asked).toEqual([people.join(','), 'ann']);
});

test('SDK-22 who came online before anything could be heard of them is shown so, oneself as well, whatever late answers say', async () => {
  const server = createFakeServer();
  const { fetch, ...options } = server.options('ann');
  server.addUser({ id: 'bo' });
  const slow: (() => void)[] = [];
  const parley = createParley({
    ...options,
    async fetch(input, init) {
      const answer = await fetch(input, init);
      const isEarly = parley.state.get().status !== 'live' && String(input).includes('/presence');
      if (isEarly && slow.length === 0) await new Promise<void>((resolve) => slow.push(resolve));
      return answer;
    },
  });
  for (const id of ['ann', 'bo']) parley.presence.of(id);
  await server.clock.advance(20);
  const bo = createParley(server.options('bo'));
  bo.connect();
  await server.clock.settle();
  parley.connect();
  await server.clock.advance(100);
  expect(slow).toHaveLength(1);
  slow[0]?.();
  await server.clock.settle();
  expect(['ann', 'bo'].map((id) => parley.presence.of(id).get()?.status)).toEqual(['online', 'online']);
});
