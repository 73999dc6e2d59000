import { useMemo } from 'react';
import type { Presence } from '../types.ts';
import { useParley } from './context.ts';
import { useReadable } from './readable.ts';

/** Whether somebody is there, live; null until it is known. */
export function usePresence(userId: string): Presence | null {
  const { presence } = useParley();
  return useReadable(useMemo(() => presence.of(userId), [presence, userId]));
}
