import { expect, test } from 'vitest';
import { Later, Sequence } from './sequence.ts';

function scene() {
  const log: string[] = [];
  const sequence = new Sequence<string>();
  const settle = (result: () => string) => {
    try {
      log.push(`answered ${result()}`);
    } catch (error) {
      log.push(`refused ${error instanceof Error ? error.message : ''}`);
    }
  };
  return { log, sequence, settle };
}

test('sends go on each other’s heels, everything else waits for what came before', async () => {
  const { log, sequence, settle } = scene();
  const [one, two] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const send = (name: string, answer: Promise<string>) =>
    sequence.pipelined(() => {
      log.push(`begun ${name}`);
      return new Later(answer);
    }, settle);
  send('one', one.promise);
  send('two', two.promise);
  sequence.exclusive(() => {
    log.push('begun three');
    return 'three';
  }, settle);
  send('four', Promise.resolve('four'));
  two.resolve('two');
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(log).toEqual(['begun one', 'begun two']);
  one.resolve('one');
  await expect.poll(() => log.length).toBe(8);
  expect(log.slice(2)).toEqual([
    'answered one',
    'answered two',
    'begun three',
    'answered three',
    'begun four',
    'answered four',
  ]);
});

test('refusals are answered in their turn and stop nothing', async () => {
  const { log, sequence, settle } = scene();
  const slow = Promise.withResolvers<Later<string>>();
  sequence.pipelined(() => slow.promise, settle);
  sequence.pipelined(() => {
    throw new Error('two');
  }, settle);
  sequence.exclusive(async () => Promise.reject(new Error('three')), settle);
  sequence.exclusive(() => 'four', settle);
  slow.resolve(new Later(Promise.resolve('one')));
  await expect.poll(() => log).toEqual(['answered one', 'refused two', 'refused three', 'answered four']);
  sequence.exclusive(() => 'five', settle);
  expect(log.at(-1)).toBe('answered five');
});
