import { z } from 'zod';
import type { Api } from './api.ts';
import { type DemoPerson, PEOPLE, personOf, SERVICES } from './people.ts';
import { ADMIN } from './site.ts';

const imported = z.object({ failed: z.array(z.unknown()) });

/** Brings people in, as an admin does it; those who are there already keep what is not said here. */
export async function bringIn(api: Api, people: readonly DemoPerson[]): Promise<void> {
  if (people.length === 0) return;
  const users = people.map(({ id, name, role, specialty }) => ({ id, name, role, avatar: null, specialty }));
  const { failed } = await api.call(ADMIN, 'POST', '/api/users/import', imported, { users });
  if (failed.length > 0) throw new Error(`people were refused: ${JSON.stringify(failed)}`);
}

/** Has people say of themselves what only they can: what they are up to, and when their day is. */
export async function introduce(api: Api, people: readonly DemoPerson[]): Promise<void> {
  for (const person of people) {
    const { statusText, timeZone } = person;
    if (statusText === undefined && timeZone === undefined) continue;
    await api.call(person, 'PUT', '/api/users/me', z.unknown(), { statusText, timeZone });
  }
}

/** Has the provider among them offer their services. */
export async function offerServices(api: Api): Promise<void> {
  const owner = personOf(SERVICES.ownerId);
  await api.call(owner, 'PUT', `/api/users/${owner.id}/service-packages`, z.unknown(), SERVICES.packages);
}

/** The server forgets what it remembers of people, whose times were changed beneath it. */
export async function remindOf(api: Api): Promise<void> {
  await bringIn(api, PEOPLE);
}
