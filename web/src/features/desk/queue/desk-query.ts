import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { type DeskQuery, readQuery, writeQuery } from '../data/query.ts';

type Change = (change: Partial<DeskQuery>, how?: { readonly isStep?: boolean }) => void;

/**
 * What the queue is asked for, as the address says, and how to ask for something else. Another view is a step back and forth
 * in the browser (`isStep`), a filter is not.
 */
export function useDeskQuery(): readonly [DeskQuery, Change] {
  const words = useSearch({ strict: false });
  const text = JSON.stringify(writeQuery(readQuery(words)));
  const query = useMemo(() => readQuery(JSON.parse(text)), [text]);
  const navigate = useNavigate();
  const change = useCallback<Change>(
    (part, { isStep = false } = {}) =>
      void navigate({ to: '.', search: writeQuery({ ...query, ...part }), replace: !isStep }),
    [navigate, query],
  );
  return [query, change];
}
