import type { Conversation, User } from '@parley/client';
import { useConversations, useParley } from '@parley/client/react';
import { useEffect, useMemo, useState } from 'react';
import { otherOf } from '../naming.ts';
import { useMe } from '../use-me.ts';

/** Somebody who can be written to. */
export type Person = Pick<User, 'id' | 'name' | 'avatar' | 'role'> & { readonly specialty: string | null };

export type People = {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly people: readonly Person[];
  readonly retry: () => void;
};

/** `q`: what these people were found by. */
type Found = Omit<People, 'retry'> & { readonly q: string };

const PAUSE_MS = 180;
const LIMIT = 30;
const RECENT = 12;

/**
 * People whose name or id has `text` in it, oneself and `left` out; without text those whom one talked to last. Those of an
 * earlier text stay until the answer to the present one is there, as far as they fit: the first is picked by Enter.
 */
export function usePeople(text: string, left: ReadonlySet<string>): People {
  const parley = useParley();
  const me = useMe();
  const [found, setFound] = useState<Found>({ q: '', status: 'loading', people: [] });
  const [turn, setTurn] = useState(0);
  const q = text.trim();
  const { status: recent } = useConversations();
  // The order of those from before stays as it is while one chooses: only what was not there at all is waited for.
  const awaited = q === '' ? recent : null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a retry is another turn at the same text
  useEffect(() => {
    if (awaited !== null) {
      const people = recentPeople(parley.conversations.list.get().items, me);
      return setFound({ q, status: awaited === 'loading' ? 'loading' : 'ready', people });
    }
    const ending = new AbortController();
    setFound((before) => ({ ...before, status: 'loading' }));
    const timer = setTimeout(() => {
      parley
        .request('get', '/api/users', { query: { search: q, limit: LIMIT }, signal: ending.signal })
        .then(({ data }) => ({ q, status: 'ready' as const, people: data }))
        .catch(() => ({ q, status: 'failed' as const, people: [] }))
        .then((answer) => ending.signal.aborted || setFound(answer));
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [parley, me, q, turn, awaited]);

  const isCurrent = found.q === q;
  const people = useMemo(
    () => found.people.filter((person) => person.id !== me && !left.has(person.id) && (isCurrent || fits(person, q))),
    [found.people, me, left, isCurrent, q],
  );
  return { status: found.status, people, retry: () => setTurn((count) => count + 1) };
}

function fits({ name, id }: Person, q: string): boolean {
  const words = q.toLocaleLowerCase();
  return name.toLocaleLowerCase().includes(words) || id.toLocaleLowerCase().includes(words);
}

function recentPeople(conversations: readonly Conversation[], me: string): readonly Person[] {
  return conversations
    .flatMap((conversation) => otherOf(conversation, me) ?? [])
    .slice(0, RECENT)
    .map(({ userId, name, avatar, userRole }) => ({ id: userId, name, avatar, role: userRole, specialty: null }));
}
