import { useCallback, useEffectEvent, useLayoutEffect, useState, useSyncExternalStore } from 'react';
import { useRoom } from '../room.ts';
import type { Target } from './target-bar.tsx';

export type LiveTarget = {
  /** The message of the target as it is by now; as it was when that was begun where it is not loaded any more. */
  readonly live: Target | null;
  /** What is to be said of a target that was deleted, until there is another one. */
  readonly loss: Loss | null;
  forgetLoss(): void;
};

/** What became of an answer or a change when its message was deleted: the texts of it. */
type Loss = 'replyGone' | 'editGone' | 'editGoneField' | 'editGoneDraft';

/** Follows the message that is answered or changed. `letGo` is asked when it is deleted for everybody, and keeps what was written. */
export function useLiveTarget(target: Target | null, letGo: (target: Target) => Loss): LiveTarget {
  const { chat } = useRoom();
  const [loss, setLoss] = useState<Loss | null>(null);
  const begun = target?.message;
  const find = useCallback(
    () => begun && (chat.state.get().messages.find(({ id }) => id === begun.id) ?? begun),
    [chat, begun],
  );
  const message = useSyncExternalStore(chat.state.subscribe, find);
  const isDeleted = message !== undefined && message.deletedAt !== null;
  const onDeleted = useEffectEvent(() => target && setLoss(letGo(target)));
  // Before anybody sees or sends what would be refused.
  useLayoutEffect(() => {
    if (isDeleted) onDeleted();
  }, [isDeleted]);
  return {
    live: target && message ? { kind: target.kind, message } : null,
    loss: target === null ? loss : null,
    forgetLoss: useCallback(() => setLoss(null), []),
  };
}
