import type { KnownUser } from '../../core/users/store.ts';
import type { UserType } from '../../core/users/types.ts';

/** Somebody as this contract shows them. Who is not known to be a doctor is a patient. */
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly type: UserType;
  readonly profilePhoto: string | null;
  readonly specialty: string | null;
};

/** A user is never changed in place, so that what was made of one holds for as long as it is around. */
const made = new WeakMap<KnownUser, Person>();

/** A user as this contract shows them. */
export function personOf(user: KnownUser): Person {
  const known = made.get(user);
  if (known) return known;
  const { id, name, userType, avatar, specialty } = user;
  const person = { id, name, type: userType ?? 'patient', profilePhoto: avatar, specialty };
  made.set(user, person);
  return person;
}

/** Whether two people may talk to each other: one of them is a doctor. */
export function mayTalk(a: Person, b: Person): boolean {
  return a.type === 'doctor' || b.type === 'doctor';
}
