import type { User } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useQuery } from '@tanstack/react-query';
import { keys } from './cache.ts';

type Staff = { readonly people: readonly User[]; readonly isPending: boolean };

const nobody: readonly User[] = [];
const AT_ONCE = 100;

/** Agents and admins whose name or id has `search` in it, by name. */
export function useStaff(search = ''): Staff {
  const parley = useParley();
  const all = useQuery({
    queryKey: keys.agents,
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => parley.request('get', '/api/users', { query: { limit: AT_ONCE }, signal }),
  });
  // The first hundred are all there are at most sites; where they are not, the server searches.
  const isPartial = all.data !== undefined && all.data.page.next !== null;
  const words = search.trim();
  const found = useQuery({
    queryKey: [...keys.agents, words],
    enabled: isPartial && words !== '',
    queryFn: ({ signal }) => parley.request('get', '/api/users', { query: { search: words, limit: AT_ONCE }, signal }),
  });
  const folded = words.toLocaleLowerCase();
  const known = found.data?.data ?? all.data?.data ?? nobody;
  const people = known.filter(
    ({ name, id, role }) =>
      role !== 'user' && (name.toLocaleLowerCase().includes(folded) || id.toLocaleLowerCase().includes(folded)),
  );
  return { people, isPending: all.isPending || found.isLoading };
}

/** A person with what agents may know of them; null until it is known. */
export function usePerson(id: string): User | null {
  const parley = useParley();
  const { data } = useQuery({
    queryKey: keys.person(id),
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => parley.request('get', '/api/users/{id}', { params: { id }, signal }),
  });
  return data ?? null;
}
