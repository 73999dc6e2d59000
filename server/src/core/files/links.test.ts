import { expect, test } from 'vitest';
import { createLinkSigner } from './links.ts';

const KEY = Buffer.alloc(32, 7);

function signerAt(start: number, ttlSeconds = 300, key: Uint8Array = KEY) {
  const clock = { now: start };
  return { clock, signer: createLinkSigner(key, ttlSeconds, () => clock.now) };
}

test('a link works until it expires, to the second, and then never again', () => {
  const { clock, signer } = signerAt(1_700_000_000_999);
  const { expires, signature } = signer.sign('a1');
  expect(expires).toBe(1_700_000_300);
  const works = () => signer.verify('a1', String(expires), signature);
  expect(works()).toBe(true);
  clock.now = 1_700_000_299_999;
  expect(works()).toBe(true);
  clock.now = 1_700_000_300_000;
  expect(works()).toBe(false);
});

test('a link is for one file, one expiry and one site', () => {
  const { signer } = signerAt(1_700_000_000_000);
  const { expires, signature } = signer.sign('a1');
  expect(signer.verify('a2', String(expires), signature)).toBe(false);
  expect(signer.verify('a1', String(expires + 1), signature)).toBe(false);
  const { signer: other } = signerAt(1_700_000_000_000, 300, Buffer.alloc(32, 8));
  expect(other.verify('a1', String(expires), signature)).toBe(false);
  const { signer: restarted } = signerAt(1_700_000_001_000);
  expect(restarted.verify('a1', String(expires), signature)).toBe(true);
});

test.each([
  ['', 'none'],
  ['x', 'short'],
  ['same length, other characters', 'other'],
])('a forged signature is refused: %s', (forged) => {
  const { signer } = signerAt(1_700_000_000_000);
  const { expires, signature } = signer.sign('a1');
  expect(signer.verify('a1', String(expires), forged)).toBe(false);
  expect(signer.verify('a1', String(expires), forged.padEnd(signature.length, 'A').slice(0, signature.length))).toBe(
    false,
  );
  expect(signer.verify('a1', String(expires), `${signature}=`)).toBe(false);
  expect(signer.verify('a1', String(expires), 'ä'.repeat(signature.length))).toBe(false);
});

test.each(['', ' 1700000300', '1700000300 ', '01700000300', '1.7e9', '0x6553f2ec', '-1700000300', '99999999999999999'])(
  'an expiry in another form is refused: %j',
  (expires) => {
    const { signer } = signerAt(1_700_000_000_000);
    expect(signer.verify('a1', expires, signer.sign('a1').signature)).toBe(false);
  },
);
