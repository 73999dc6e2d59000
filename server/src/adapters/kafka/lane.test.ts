import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Undeliverable } from '../../core/outlets/types.ts';
import type { KafkaRecord } from './client.ts';
import { Lane } from './lane.ts';

const load = (...values: readonly string[]) => ({
  records: values.map((value): KafkaRecord => ({ key: 'k', value, headers: {} })),
  isOver: () => false,
});

function open(write: (values: readonly string[]) => Promise<void> | void = () => {}) {
  const writes: string[][] = [];
  let [open, most] = [0, 0];
  const lane = new Lane(async (records) => {
    most = Math.max(most, ++open);
    const values = records.map(({ value }) => value);
    writes.push(values);
    try {
      await sleep(5);
      await write(values);
    } finally {
      open -= 1;
    }
  });
  return { lane, writes, most: () => most };
}

test('KAF-10 one write at a time, and what comes meanwhile is the next one', async () => {
  const { lane, writes, most } = open();
  const first = [lane.push(load('a')), lane.push(load('b', 'c'))];
  await sleep(1);
  await Promise.all([...first, lane.push(load('d')), lane.push(load('e'))]);
  expect(writes).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e'],
  ]);
  expect(most()).toBe(1);
});

test('KAF-10 a write has an end, however much waits, and a load of its own is never torn apart', async () => {
  const { lane, writes } = open();
  const large = 'x'.repeat(150_000);
  await Promise.all([lane.push(load(large)), lane.push(load(large, large)), lane.push(load('small'))]);
  expect(writes.map((values) => values.length)).toEqual([1, 2, 1]);
});

test('KAF-3 of a write that is refused for good only the culprit is refused', async () => {
  const { lane, writes } = open((values) => {
    if (values.includes('bad')) throw new Undeliverable('too large');
  });
  const outcomes = await Promise.allSettled(['a', 'bad', 'c'].map((value) => lane.push(load(value))));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(writes).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
});

test('KAF-10 where a write fails those who wait hear so at once, and later ones are tried again', async () => {
  let broken = true;
  const { lane, writes } = open(() => {
    if (broken) throw new Error('not enough replicas');
  });
  const first = lane.push(load('a'));
  await sleep(1);
  const outcomes = await Promise.allSettled([first, lane.push(load('b'))]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(lane.push(load('c'))).rejects.toThrow('not enough replicas');
  expect(writes).toEqual([['a']]);
  broken = false;
  await sleep(550);
  await lane.push(load('d'));
  expect(writes).toEqual([['a'], ['d']]);
});

test('KAF-10 what nobody waits for any more is not written', async () => {
  const { lane, writes } = open();
  let over = false;
  const first = lane.push(load('a'));
  await sleep(1);
  void lane.push({ ...load('late'), isOver: () => over });
  over = true;
  await first;
  await lane.push(load('b'));
  expect(writes).toEqual([['a'], ['b']]);
});
