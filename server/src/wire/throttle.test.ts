import { expect, test } from 'vitest';
import { createMemoryLimits } from '../adapters/memory/limits.ts';
import type { Core } from '../core/core.ts';
import { takeSend } from './throttle.ts';

const ann = { userId: 'ann', name: 'Ann', avatar: null, role: 'user', connectionId: null } as const;
const own = { name: 'shop send', perHour: 2 };

function core(messagesPerHour: number | null): Core {
  return { rates: createMemoryLimits(() => 0), settings: { messagesPerHour } } as unknown as Core;
}

test('a contract may count its sends apart, with a default of its own', () => {
  const ctx = core(null);
  for (let sent = 0; sent < 100; sent += 1) takeSend(ctx, ann);
  takeSend(ctx, ann, own);
  takeSend(ctx, ann, own);
  expect(() => takeSend(ctx, ann, own)).toThrow('Too many messages');
  takeSend(ctx, ann);
});

test('what is set holds for each counter', () => {
  const ctx = core(3);
  for (const counter of [undefined, own]) {
    for (let sent = 0; sent < 3; sent += 1) takeSend(ctx, ann, counter);
    expect(() => takeSend(ctx, ann, counter)).toThrow('Too many messages');
  }
});
