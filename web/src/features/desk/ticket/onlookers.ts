import type { Parley, UserRef } from '@parley/client';
import { useConnection, useParley } from '@parley/client/react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { keys } from '../data/cache.ts';

const nobody: readonly UserRef[] = [];

/**
 * Who else has a conversation open at this moment, in the order in which they came. Joining it is also what lets an agent who
 * is no member hear what happens there.
 */
export function useOnlookers(conversationId: string): readonly UserRef[] {
  const parley = useParley();
  const cache = useQueryClient();
  const { status } = useConnection();
  const [people, setPeople] = useState(nobody);
  const isLive = status === 'live';
  useEffect(() => {
    if (!isLive) return;
    let isHere = true;
    const me = parley.userId();
    const add = (person: UserRef) => setPeople((all) => [...all.filter(({ id }) => id !== person.id), person]);
    const learn = async (id: string) => {
      const read = () => parley.request('get', '/api/users/{id}', { params: { id } });
      const person = await cache.fetchQuery({ queryKey: keys.person(id), queryFn: read, staleTime: 300_000 });
      if (isHere) add(person);
    };
    const ends = [
      parley.on('user_joined', (event) => {
        if (event.conversationId === conversationId && event.userId !== me) add(event.user);
      }),
      parley.on('user_left', (event) => {
        if (event.conversationId === conversationId) setPeople((all) => all.filter(({ id }) => id !== event.userId));
      }),
    ];
    parley
      .ask('join_conversation', { conversationId })
      .then(({ present }) => Promise.all(present.filter((id) => id !== me).map(learn)))
      .catch(() => {}); // who is there is pleasant to know, and nothing depends on it
    return () => {
      isHere = false;
      for (const end of ends) end();
      setPeople(nobody);
      leave(parley, conversationId);
    };
  }, [parley, cache, conversationId, isLive]);
  return people;
}

function leave(parley: Parley, conversationId: string): void {
  parley.ask('leave_conversation', { conversationId }).catch(() => {});
}
