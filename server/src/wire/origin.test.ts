import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { createTrustedProxy, originAt, originOf } from './origin.ts';

const FORWARDED = { host: 'inner:3006', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'chat.example.org' };

function request(headers: IncomingMessage['headers'], remoteAddress = '10.1.2.3', encrypted = false): IncomingMessage {
  return { headers, socket: { remoteAddress, ...(encrypted && { encrypted }) } } as unknown as IncomingMessage;
}

test.each([
  ['nobody', false, 'http://inner:3006'],
  ['so many in front', 1, 'https://chat.example.org'],
  ['this address', ['10.1.2.3'], 'https://chat.example.org'],
  ['another address', ['10.1.2.4', '::1'], 'http://inner:3006'],
  ['its network', ['192.168.0.0/16', '10.0.0.0/8'], 'https://chat.example.org'],
] as const)('what a proxy says is believed of %s', (_who, trust, origin) => {
  const trusted = createTrustedProxy(trust);
  expect(originOf(request(FORWARDED), trusted)).toBe(origin);
  expect(originOf(request(FORWARDED, '::ffff:10.1.2.3'), trusted)).toBe(origin);
});

test('without a proxy it is the host as the client wrote it, by the connection it came over', () => {
  const trusted = createTrustedProxy(false);
  expect(originOf(request({ host: 'a.example.org' }, '::1', true), trusted)).toBe('https://a.example.org');
  expect(originOf(request({ host: '[::1]:3006' }, '::1'), trusted)).toBe('http://[::1]:3006');
  expect(originOf(request({}), trusted)).toBeNull();
  expect(originOf(request({ host: 'a b' }), trusted)).toBeNull();
});

test('a path, a name and a password are no part of an origin', () => {
  expect(originAt('http', 'user:word@a.example.org/path')).toBe('http://a.example.org');
});
