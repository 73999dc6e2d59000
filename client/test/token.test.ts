import { expect, test } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { createFakeClock } from '../src/testing/clock.ts';
import { createTokenHolder } from '../src/token.ts';
import { tokenOf } from './support/tokens.ts';

test('SDK-3 several who ask at once share one question, and one who was refused does not take another’s answer away', async () => {
  const { clock } = createFakeClock(0);
  let made = 0;
  const tokens = createTokenHolder(async () => tokenOf('ann', { jti: ++made }), clock);
  const [one, two] = await Promise.all([tokens.get(), tokens.get()]);
  expect(made).toBe(1);
  expect(two).toBe(one);
  tokens.renew(one);
  const next = await tokens.get();
  tokens.renew(one); // refused too, but late
  expect(await tokens.get()).toBe(next);
  expect(made).toBe(2);
});

test('SDK-3 while the page’s own server is away the old token serves on, as long as it is good', async () => {
  const { clock } = createFakeClock(0);
  let isAway = false;
  const tokens = createTokenHolder(() => {
    if (isAway) throw new Error('away');
    return tokenOf('ann', { exp: 100 });
  }, clock);
  const token = await tokens.get();
  isAway = true;
  await clock.advance(90_000);
  expect(await tokens.get()).toBe(token);
  await clock.advance(10_000);
  await expect(tokens.get()).rejects.toThrow('away');
});

test('SDK-3 what the page’s own function throws is told, also while the old token serves on, and is the cause of the failure', async () => {
  const { clock } = createFakeClock(0);
  const thrown = new TypeError('no such element');
  const troubles: unknown[] = [];
  let isBroken = false;
  const make = () => {
    if (isBroken) throw thrown;
    return tokenOf('ann', { exp: 100 });
  };
  const tokens = createTokenHolder(make, clock, null, (error) => troubles.push(error));
  await tokens.get();
  isBroken = true;
  await clock.advance(90_000);
  await tokens.get();
  expect(troubles).toMatchObject([{ code: 'offline', message: 'no such element', cause: thrown }]);
  await clock.advance(10_000);
  await expect(tokens.get()).rejects.toMatchObject({ cause: thrown });
  expect(troubles).toHaveLength(2);
});

test('SDK-3 a clock that is wrong does not make a token old, and asks for no more of them', async () => {
  const { clock } = createFakeClock(1_000_000_000_000);
  let made = 0;
  const tokens = createTokenHolder(() => tokenOf('ann', { exp: 1_000, jti: ++made }), clock);
  await tokens.get();
  await tokens.get();
  expect(made).toBe(1);
  expect(tokens.renewAt()).toBeNull();
});

test('SDK-3 the token of somebody else is refused: each person has a client of their own', async () => {
  const { clock } = createFakeClock(0);
  let who = 'ann';
  const tokens = createTokenHolder(() => tokenOf(who), clock);
  const token = await tokens.get();
  expect(tokens.userId()).toBe('ann');
  who = 'bo';
  tokens.renew(token);
  await expect(tokens.get()).rejects.toMatchObject({ code: 'unauthorized' });
  expect(tokens.userId()).toBe('ann');
  expect(createTokenHolder(tokenOf('cy'), clock).userId()).toBe('cy');
  await expect(createTokenHolder(() => tokenOf('bo'), clock, 'ann').get()).rejects.toMatchObject({ status: 401 });
});

test('SDK-3 a timer of more than 24 days does not go off at once, as timers do', async () => {
  let isOver = false;
  const cancel = systemClock.after(2 ** 31 + 10, () => {
    isOver = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(isOver).toBe(false);
  cancel();
});
