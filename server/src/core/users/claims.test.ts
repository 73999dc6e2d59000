import { expect, test } from 'vitest';
import { ParleyError } from '../errors.ts';
import { identityOf } from './claims.ts';

const LONE = '\ud800';

test.each([
  [{ sub: 'u1', id: 'u2', userId: 'u3', user_id: 'u4' }, 'u1'],
  [{ id: 'u2', userId: 'u3', user_id: 'u4' }, 'u2'],
  [{ userId: 'u3', user_id: 'u4' }, 'u3'],
  [{ user_id: 'u4' }, 'u4'],
  [{ sub: null, id: 'u2' }, 'u2'],
  [{ sub: 42 }, '42'],
  [{ sub: 0 }, '0'],
  [{ sub: ' u 1 ' }, ' u 1 '],
  [{ sub: 'ü/ä?%' }, 'ü/ä?%'],
  [{ sub: '😀'.repeat(255) }, '😀'.repeat(255)],
])('the user id of %j is %j', (claims, userId) => {
  expect(identityOf(claims).userId).toBe(userId);
});

test.each([
  {},
  { name: 'Ann', email: 'ann@example.org' },
  { sub: '' },
  { sub: '', id: 'u2' },
  { sub: true },
  { sub: ['u1'] },
  { sub: { id: 'u1' } },
  { sub: 'x'.repeat(256) },
  { sub: '😀'.repeat(256) },
  { sub: 'a\u0000b' },
  { sub: 'a\nb' },
  { sub: 'a\u007fb' },
  { sub: 'a\u0085b' },
  { sub: `a${LONE}` },
  { sub: 2 ** 53 },
  { sub: Number.POSITIVE_INFINITY },
  { sub: Number.NaN },
])('%j names nobody', (claims) => {
  expect(() => identityOf(claims)).toThrow(ParleyError);
  expect(() => identityOf(claims)).toThrow(expect.objectContaining({ code: 'unauthorized' }));
});

test.each([
  ['user', 'user'],
  ['agent', 'agent'],
  ['admin', 'admin'],
  ['ADMIN', 'admin'],
  ['Support', 'agent'],
  ['owner', 'user'],
  ['', 'user'],
  [' admin', 'user'],
  [['admin'], 'user'],
  [{ admin: true }, 'user'],
  [1, 'user'],
  [null, 'user'],
])('the role %j is read as %s', (role, read) => {
  expect(identityOf({ sub: 'u1', role }).role).toBe(read);
});

test('without the claim there is no role, so that an admin may assign one', () => {
  expect('role' in identityOf({ sub: 'u1' })).toBe(false);
});

test.each([
  [{ userType: 'patient' }, undefined, 'patient'],
  [{ userType: 'nurse' }, undefined, undefined],
  [{ role: 'doctor' }, 'user', 'doctor'],
  [{ role: 'Patient' }, 'user', 'patient'],
  [{ role: 'doctor', userType: 'patient' }, 'user', 'patient'],
  [{ role: 'admin', userType: 'doctor' }, 'admin', 'doctor'],
])('%j has the role %s and the type %s', (claims, role, userType) => {
  const identity = identityOf({ sub: 'u1', ...claims });
  expect(identity.role).toBe(role);
  expect(identity.userType).toBe(userType);
});

test.each([
  [{ name: 'Ann', username: 'ann', email: 'a@x.org' }, 'Ann'],
  [{ username: 'ann', email: 'a@x.org' }, 'ann'],
  [{ email: 'a@x.org' }, 'a@x.org'],
  [{ name: '  ', username: 'ann' }, 'ann'],
  [{ name: 7, username: 'ann' }, 'ann'],
  [{ name: 'a\u0000b', username: 'ann' }, 'ann'],
  [{ name: LONE }, undefined],
  [{ name: ' Ann <b>"Ω"</b> ' }, ' Ann <b>"Ω"</b> '],
  [{ name: '😀'.repeat(300) }, '😀'.repeat(255)],
  [{}, undefined],
])('the name of %j is %j', (claims, name) => {
  expect(identityOf({ sub: 'u1', ...claims }).name).toBe(name);
});

test.each([
  [{ avatar: 'https://x.org/a.png', profilePhoto: 'https://x.org/p.png' }, 'https://x.org/a.png'],
  [{ profilePhoto: '/p.png' }, '/p.png'],
  [{ avatar: 'javascript:alert(1)' }, undefined],
  [{ avatar: ' JavaScript:alert(1)', profilePhoto: '/p.png' }, '/p.png'],
  [{ avatar: 'data:image/svg+xml,<svg/>' }, undefined],
  [{ avatar: 'java\nscript:alert(1)' }, undefined],
  [{ avatar: 'x'.repeat(2049) }, undefined],
])('the avatar of %j is %j', (claims, avatar) => {
  expect(identityOf({ sub: 'u1', ...claims }).avatar).toBe(avatar);
});

test.each([
  ['ann@example.org', 'ann@example.org'],
  ['no address', undefined],
  ['a@b\r\nBcc: c@d', undefined],
  ['a@b@c', undefined],
  [`${'x'.repeat(320)}@x`, undefined],
  [7, undefined],
])('the e-mail %j is kept as %j', (email, kept) => {
  expect(identityOf({ sub: 'u1', email }).email).toBe(kept);
});

test('times are milliseconds, or null where the token does not tell', () => {
  expect(identityOf({ sub: 'u1', exp: 1_000.5, iat: 900 })).toMatchObject({ expiresAt: 1_000_500, issuedAt: 900_000 });
  expect(identityOf({ sub: 'u1' })).toEqual({ userId: 'u1', expiresAt: null, issuedAt: null });
});
