import { type Conversation, ParleyError } from '@parley/client';
import { useConversation, useParley } from '@parley/client/react';
import { useCallback, useEffect, useState } from 'react';

export type Opened =
  | { readonly status: 'loading' }
  | { readonly status: 'open'; readonly conversation: Conversation }
  /** It does not exist, or not for whoever asks. */
  | { readonly status: 'gone' }
  | { readonly status: 'failed'; readonly error: unknown; readonly retry: () => void };

/** A conversation by its id, live, or why it is not there. */
export function useOpened(id: string): Opened {
  const parley = useParley();
  const conversation = useConversation(id);
  const [refusal, setRefusal] = useState<{ readonly id: string; readonly error: unknown } | null>(null);
  const isMissing = conversation === null;
  const ask = useCallback(() => {
    setRefusal(null);
    return parley.conversations.open(id).catch((error: unknown) => setRefusal({ id, error }));
  }, [parley, id]);
  useEffect(() => {
    if (isMissing) void ask();
  }, [isMissing, ask]);

  if (conversation) return { status: 'open', conversation };
  if (refusal?.id !== id) return { status: 'loading' };
  const { error } = refusal;
  const isFinal = error instanceof ParleyError && !error.isTemporary;
  return isFinal ? { status: 'gone' } : { status: 'failed', error, retry: () => void ask() };
}
