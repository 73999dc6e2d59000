import { expect, test } from 'vitest';
import type { Identity } from './claims.ts';
import { claimedBy, reconcile, roleInForce } from './reconcile.ts';
import type { KnownUser } from './store.ts';

const identity = (over: Partial<Identity> = {}): Identity => ({
  userId: 'u1',
  expiresAt: null,
  issuedAt: null,
  ...over,
});

/** A user whose last token said what `said` says, with what was edited since. */
function known(said: Identity, edited: Partial<KnownUser> = {}): KnownUser {
  return {
    id: 'u1',
    name: said.name ?? 'u1',
    email: said.email ?? null,
    avatar: said.avatar ?? null,
    role: said.role ?? 'user',
    assignedRole: null,
    userType: said.userType ?? null,
    specialty: said.specialty ?? null,
    statusText: null,
    locale: null,
    timeZone: null,
    suspended: false,
    lastSeen: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    claimed: claimedBy(said),
    ...edited,
  };
}

const ann = identity({ name: 'Ann', email: 'ann@x.org', role: 'agent', userType: 'doctor', issuedAt: 1000 });

test('the same token again changes nothing', () => {
  expect(reconcile(ann, known(ann))).toBeNull();
});

test('a later token brings its news and nothing else', () => {
  const later = identity({ ...ann, email: 'new@x.org', issuedAt: 2000 });
  expect(reconcile(later, known(ann))).toEqual({
    changes: { email: 'new@x.org', role: 'agent' },
    add: claimedBy(later),
  });
});

test('what a token does not carry stays', () => {
  expect(reconcile(identity({ role: 'agent', issuedAt: 2000 }), known(ann))).toBeNull();
});

test('an edit of one’s own outlives the token that it was made with, not one with news', () => {
  const edited = known(ann, { name: 'Anna' });
  expect(reconcile(ann, edited)).toBeNull();
  expect(reconcile(identity({ ...ann, issuedAt: 2000 }), edited)).toBeNull();
  expect(reconcile(identity({ ...ann, name: 'Ann Two', issuedAt: 2000 }), edited)?.changes.name).toBe('Ann Two');
});

test('a claim wins over an admin’s edit, which forgot what was said', () => {
  const { name: _, issuedAt: __, ...left } = claimedBy(ann);
  const edited = known(ann, { name: 'By admin', specialty: 'Eyes', claimed: left });
  expect(reconcile(ann, edited)?.changes).toEqual({ name: 'Ann', role: 'agent' });
  expect(reconcile(identity({ role: 'agent' }), edited)).toBeNull();
});

test('an older token does not undo the news of a later one', () => {
  const later = identity({ ...ann, name: 'Ann Two', role: 'user', issuedAt: 2000 });
  expect(reconcile(ann, known(later))).toBeNull();
});

test('the role is the token’s, else the assigned one, else user', () => {
  expect(roleInForce({ role: 'user' }, { assignedRole: 'admin' })).toBe('user');
  expect(roleInForce({}, { assignedRole: 'agent' })).toBe('agent');
  expect(roleInForce({}, { assignedRole: null })).toBe('user');
  const nameless = identity();
  expect(reconcile(nameless, known(nameless, { assignedRole: 'agent', role: 'agent' }))).toBeNull();
  expect(reconcile(nameless, known(ann))?.changes).toEqual({ role: 'user' });
});
