import type { Me, Presence, User, UserRef } from '../types.ts';
import { linesOf, tell } from './lines.ts';
import { defaultPreferences } from './preferences.ts';
import { Refusal } from './refusal.ts';
import { now, type Person, type State } from './state.ts';

/** What is said of somebody who is made known. */
export type NewPerson = {
  readonly id: string;
  readonly name?: string;
  readonly role?: string;
  readonly avatar?: string | null;
};

/** The person of that id, made known if nobody was yet; what is said of them counts from now on. */
export function introduce(state: State, { id, name, role, avatar }: NewPerson): Person {
  const person = state.people.get(id) ?? create(state, id);
  if (name !== undefined) person.name = name;
  if (role !== undefined) person.role = role === 'agent' || role === 'admin' ? role : 'user';
  if (avatar !== undefined) person.avatar = avatar;
  return person;
}

function create(state: State, id: string): Person {
  const person: Person = {
    id,
    name: id,
    avatar: null,
    role: 'user',
    status: 'online',
    statusText: null,
    lastSeen: null,
    createdAt: now(state),
    preferences: defaultPreferences(id),
    feed: [],
  };
  state.people.set(id, person);
  return person;
}

/** @throws Refusal `not_found`, or `user_not_found` where a request names them at `path` */
export function personOf(state: State, id: string, path?: string): Person {
  const person = state.people.get(id);
  if (person) return person;
  if (path === undefined) throw new Refusal('not_found', 'There is no such user');
  throw new Refusal('user_not_found', 'is unknown', { path });
}

export function isAgent({ role }: Person): boolean {
  return role !== 'user';
}

export function refOf({ id, name, avatar, role }: Person): UserRef {
  return { id, name, avatar, role };
}

export function presenceOf(state: State, { id, status, statusText, lastSeen }: Person): Presence {
  const isOnline = linesOf(state, id).length > 0 && status !== 'offline';
  return {
    userId: id,
    status: isOnline ? status : 'offline',
    statusText,
    isOnline,
    lastSeen: isOnline ? null : lastSeen,
  };
}

export function userOf(state: State, person: Person): User {
  const { status, statusText, isOnline, lastSeen } = presenceOf(state, person);
  const unknown = { email: null, userType: null, specialty: null };
  return { ...refOf(person), ...unknown, status, statusText, isOnline, lastSeen, createdAt: person.createdAt };
}

export function meOf(state: State, person: Person): Me {
  return { ...userOf(state, person), servicePackages: [] };
}

/** Tells those who share a conversation with somebody, and their own other connections, how present they are. */
export function tellPresence(state: State, person: Person): void {
  const others = [...state.rooms.values()].filter(({ members }) => members.has(person.id));
  const ids = others.flatMap(({ members }) => [...members.keys()]);
  tell(state, [...ids, person.id], 'presence_update', presenceOf(state, person));
}

/** Declares how present somebody is. */
export function declare(state: State, person: Person, status: Person['status'], statusText?: string | null): Presence {
  person.status = status;
  if (statusText !== undefined) person.statusText = statusText;
  if (status === 'offline') person.lastSeen = now(state);
  tellPresence(state, person);
  return presenceOf(state, person);
}
