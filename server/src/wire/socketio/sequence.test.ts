import { expect, test } from 'vitest';
import { Later, Sequence } from './sequence.ts';

function scene() {
  const log: string[] = [];
  const sequence = new Sequence(() => log.push('full'));
  /** Notes the answer as a surface would give it: at once, or when it is there. */
  const answer = (ask: () => string | Promise<string>) => {
    const say = (text: string) => void log.push(`answered ${text}`);
    const refuse = (error: unknown) => void log.push(`refused ${error instanceof Error ? error.message : ''}`);
    try {
      const result = ask();
      if (result instanceof Promise) result.then(say).catch(refuse);
      else say(result);
    } catch (error) {
      refuse(error);
    }
  };
  const work =
    (name: string, result: string | Promise<string> = name) =>
    () => {
      log.push(`begun ${name}`);
      return result;
    };
  return {
    log,
    sequence,
    answer,
    work,
    exclusive: (name: string, result?: Promise<string>) => answer(() => sequence.exclusive(work(name, result))),
    send: (name: string, result: () => Promise<string>) =>
      answer(() =>
        sequence.pipelined(() => {
          log.push(`begun ${name}`);
          return new Later(result());
        }),
      ),
  };
}

const moment = () => new Promise((resolve) => setTimeout(resolve, 5));

test('sends go on each other’s heels, everything else waits for what came before', async () => {
  const { log, send, exclusive } = scene();
  const [one, two] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  send('one', () => one.promise);
  send('two', () => two.promise);
  exclusive('three');
  send('four', async () => 'four');
  two.resolve('two');
  await moment();
  expect(log).toEqual(['begun one', 'begun two']);
  one.resolve('one');
  await moment();
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
  const { log, sequence, answer, exclusive, send } = scene();
  const slow = Promise.withResolvers<Later<string>>();
  answer(() => sequence.pipelined(() => slow.promise));
  answer(() =>
    sequence.pipelined(() => {
      throw new Error('two');
    }),
  );
  send('three', () => Promise.reject(new Error('three')));
  answer(() => sequence.exclusive(async () => Promise.reject(new Error('four'))));
  answer(() =>
    sequence.exclusive(() => {
      throw new Error('five');
    }),
  );
  answer(() => sequence.exclusive(() => 'six'));
  await moment();
  expect(log).toEqual([]);
  slow.resolve(new Later(Promise.resolve('one')));
  await moment();
  expect(log).toEqual([
    'begun three',
    'answered one',
    'refused two',
    'refused three',
    'refused four',
    'refused five',
    'answered six',
  ]);
  exclusive('seven');
  expect(log.slice(-2)).toEqual(['begun seven', 'answered seven']);
});

test('what only has to begin in order is answered when it is ready', async () => {
  const { log, sequence, answer, work } = scene();
  const slow = Promise.withResolvers<string>();
  answer(() => sequence.begin(work('one', slow.promise)));
  answer(() => sequence.begin(work('two')));
  expect(log).toEqual(['begun one']);
  slow.resolve('one');
  await moment();
  expect(log.slice(1).sort()).toEqual(['answered one', 'answered two', 'begun two']);
  answer(() => sequence.begin(work('three')));
  expect(log.slice(-2)).toEqual(['begun three', 'answered three']);
});

test('ten thousand may wait, and no more; what waits is done all the same', async () => {
  const { log, sequence, exclusive } = scene();
  const slow = Promise.withResolvers<string>();
  exclusive('first', slow.promise);
  for (let count = 0; count < 10_000; count += 1) exclusive('more');
  expect(log).toEqual(['begun first']);
  exclusive('too much');
  expect(log.slice(1)).toEqual(['full', 'refused Too much is waiting on this connection']);
  expect(() => sequence.begin(() => 'also')).toThrow();
  slow.resolve('first');
  await moment();
  expect(log.filter((line) => line === 'answered more')).toHaveLength(10_000);
  exclusive('again');
  expect(log.slice(-2)).toEqual(['begun again', 'answered again']);
});

test('after the end nothing is begun any more: what waits is refused', async () => {
  const { log, sequence, send, exclusive } = scene();
  const first = Promise.withResolvers<string>();
  exclusive('one', first.promise);
  send('two', async () => 'two');
  exclusive('three');
  sequence.end();
  first.resolve('one');
  await moment();
  exclusive('four');
  expect(log).toEqual([
    'begun one',
    'answered one',
    'refused The connection has ended',
    'refused The connection has ended',
    'refused The connection has ended',
  ]);
});
