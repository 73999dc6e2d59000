import { expect, test } from 'vitest';
import { innerPlace } from './inner-place.ts';

test('CLU-68 the inner address is where NODE_ADDRESS says, else where clients come in, never more open than that', () => {
  expect(innerPlace(null, '127.0.0.1')).toEqual({ listenOn: '127.0.0.1', reachedAt: '127.0.0.1', port: 0 });
  expect(innerPlace(null, '::1')).toEqual({ listenOn: '::1', reachedAt: '[::1]', port: 0 });
  expect(innerPlace(null, 'localhost')).toEqual({ listenOn: 'localhost', reachedAt: 'localhost', port: 0 });
  for (const open of ['0.0.0.0', '::']) {
    const { listenOn, reachedAt } = innerPlace(null, open);
    expect(listenOn).not.toMatch(/^(0\.0\.0\.0|::)?$/);
    expect(reachedAt.replaceAll(/[[\]]/g, '')).toBe(listenOn);
  }
  expect(innerPlace('127.0.0.1:7000', '0.0.0.0')).toEqual({
    listenOn: '127.0.0.1',
    reachedAt: '127.0.0.1',
    port: 7000,
  });
  expect(innerPlace('node-3.internal:80', '0.0.0.0')).toEqual({
    listenOn: undefined,
    reachedAt: 'node-3.internal',
    port: 80,
  });
  expect(innerPlace('[2001:db8::7]', '0.0.0.0')).toEqual({ listenOn: undefined, reachedAt: '[2001:db8::7]', port: 0 });
});
