import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createMemoryLimits } from '../adapters/memory/limits.ts';
import type { Core } from '../core/core.ts';
import type { RateLimits } from '../core/realtime/limits.ts';
import { SocketSession } from './socketio/session.ts';
import { type Counted, takeSend, whenCounted } from './throttle.ts';

const ann = { userId: 'ann', name: 'Ann', avatar: null, role: 'user', connectionId: null } as const;
const own = { name: 'shop send', perHour: 2 };

function core(messagesPerHour: number | null, rates: RateLimits = createMemoryLimits(() => 0)): Core {
  return { rates, settings: { messagesPerHour } } as unknown as Core;
}

test('a contract may count its sends apart, with a default of its own', () => {
  const ctx = core(null);
  for (let sent = 0; sent < 100; sent += 1) expect(takeSend(ctx, ann)).toBeUndefined();
  expect(takeSend(ctx, ann, own)).toBeUndefined();
  expect(takeSend(ctx, ann, own)).toBeUndefined();
  expect(() => takeSend(ctx, ann, own)).toThrow('Too many messages');
  expect(takeSend(ctx, ann)).toBeUndefined();
});

test('what is set holds for each counter', () => {
  const ctx = core(3);
  for (const counter of [undefined, own]) {
    for (let sent = 0; sent < 3; sent += 1) expect(takeSend(ctx, ann, counter)).toBeUndefined();
    expect(() => takeSend(ctx, ann, counter)).toThrow('Too many messages');
  }
});

test('what is asked elsewhere is waited for, and what is known already is not', async () => {
  const answers = [Promise.resolve(0), Promise.resolve(7), 0];
  const ctx = core(null, { take: () => answers.shift() ?? 0, giveBack() {} });
  const done: string[] = [];
  const first = whenCounted(takeSend(ctx, ann), () => done.push('first'));
  const second = whenCounted(takeSend(ctx, ann), () => done.push('second'));
  void whenCounted(takeSend(ctx, ann), () => done.push('third'));
  expect(done).toEqual(['third']);
  await first;
  await expect(second).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 7 });
  expect(done).toEqual(['third', 'first']);
});

test('frames of a connection are let in one after the other, however long each has to be asked for', async () => {
  const session = new SocketSession({ people: { peek: () => undefined } as unknown as Core['people'] }, {
    connection: { id: 'c', close() {} },
    session: { userId: 'ann', user: {}, role: 'user', expiresAt: null },
  } as unknown as ConstructorParameters<typeof SocketSession>[1]);
  const log: string[] = [];
  const enter = (name: string, count: () => Counted) =>
    session.enter(
      count,
      () => void log.push(name),
      () => void log.push(`no ${name}`),
    );
  enter('one', () => {});
  expect(log).toEqual(['one']);
  enter('two', () => sleep(20));
  enter('three', () => takeSend(core(null, { take: async () => 7, giveBack() {} }), ann));
  enter('four', () => sleep(1));
  enter('five', () => {});
  enter('six', () => {
    throw new Error('full');
  });
  expect(log).toEqual(['one', 'no six']);
  await expect.poll(() => log).toEqual(['one', 'no six', 'two', 'no three', 'four', 'five']);
  enter('seven', () => {});
  expect(log.at(-1)).toBe('seven');
});
