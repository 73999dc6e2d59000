import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef } from 'react';
import { useOpenId } from '../../app/params.ts';

/**
 * For what takes a conversation away: where it is the open one, the list is gone to at once, before the chat finds that it has
 * nothing to show. @throws what `away` refuses with
 */
export function useLeaving(): (conversationId: string, away: () => Promise<void>) => Promise<void> {
  const openId = useOpenId();
  const navigate = useNavigate();
  const latest = useRef(openId);
  useEffect(() => {
    latest.current = openId;
  });
  return useCallback(
    async (conversationId, away) => {
      if (latest.current === conversationId) await navigate({ to: '/inbox' });
      await away();
    },
    [navigate],
  );
}
