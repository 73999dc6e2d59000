import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useOpenId, useSearchWord } from '../../../app/params.ts';

const panels = ['details', 'find'] as const;
/** What stands beside the chat: what is to be known of the conversation, or a search in it. */
export type Panel = (typeof panels)[number];

/** The panel that the address names, so that going back closes it on phones; and the ways to another. */
export function usePanel(): {
  readonly panel: Panel | null;
  readonly toggle: (panel: Panel) => void;
  readonly close: () => void;
} {
  const id = useOpenId() ?? '';
  const named = useSearchWord('panel');
  const panel = panels.find((one) => one === named) ?? null;
  const navigate = useNavigate();
  const close = useCallback(
    () => void navigate({ to: '/inbox/$id', params: { id }, search: {}, replace: true }),
    [navigate, id],
  );
  const toggle = useCallback(
    (next: Panel) =>
      next === panel
        ? close()
        : void navigate({ to: '/inbox/$id', params: { id }, search: { panel: next }, replace: panel !== null }),
    [navigate, id, panel, close],
  );
  return { panel, toggle, close };
}
