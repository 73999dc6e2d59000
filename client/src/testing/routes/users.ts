import { introduce, meOf, personOf, presenceOf, tellPresence, userOf } from '../people.ts';
import type { Router } from '../router.ts';
import type { State } from '../state.ts';

/** People and whether they are there. */
export function userRoutes({ on }: Router, state: State): void {
  on('get', '/api/users/me', ({ person }) => meOf(state, person));
  on('put', '/api/users/me', ({ person, body }) => {
    const { name, avatar, statusText } = body;
    introduce(state, { id: person.id, ...(name !== undefined && { name }), ...(avatar !== undefined && { avatar }) });
    if (statusText !== undefined) person.statusText = statusText;
    tellPresence(state, person);
    return meOf(state, person);
  });
  on('get', '/api/users/presence', ({ query }) => {
    const ids = String(query?.ids ?? '').split(',');
    return { data: ids.map((id) => presenceOf(state, personOf(state, id))), page: { next: null } };
  });
  on('get', '/api/users/{id}/presence', ({ params }) => presenceOf(state, personOf(state, params.id)));
  on('get', '/api/users', ({ query }) => {
    const part = String(query?.search ?? '').toLowerCase();
    const found = [...state.people.values()].filter(({ id, name }) => `${id}\n${name}`.toLowerCase().includes(part));
    const data = found.toSorted((a, b) => a.name.localeCompare(b.name)).map((person) => userOf(state, person));
    return { data, page: { next: null } };
  });
  on('get', '/api/users/{id}', ({ params }) => userOf(state, personOf(state, params.id)));
}
