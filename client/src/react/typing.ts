import { useCallback, useEffect, useMemo } from 'react';
import type { Typist } from '../typing.ts';
import { useParley } from './context.ts';
import { useReadable } from './readable.ts';

/** Who types there now, and the own typing: `start` with each key, `stop` when it is over. It ends with the component. */
export function useTyping(conversationId: string): {
  readonly typists: readonly Typist[];
  readonly start: () => void;
  readonly stop: () => void;
} {
  const { typing } = useParley();
  const typists = useReadable(useMemo(() => typing.in(conversationId), [typing, conversationId]));
  const start = useCallback(() => typing.start(conversationId), [typing, conversationId]);
  const stop = useCallback(() => typing.stop(conversationId), [typing, conversationId]);
  useEffect(() => stop, [stop]);
  return { typists, start, stop };
}
