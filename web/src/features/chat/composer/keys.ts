import type { Message } from '@parley/client';
import type { KeyboardEvent } from 'react';
import { useRoom } from '../room.ts';
import type { SlashItem } from './extension.ts';
import { lastEditable } from './last-editable.ts';
import type { Slash } from './slash.ts';

type Options = {
  readonly slash: Slash;
  readonly onPick: (item: SlashItem) => void;
  readonly onSend: () => void;
  /** Null where there is nothing to let go of. */
  readonly onCancel: (() => void) | null;
  /** Null where an arrow is to move the caret. */
  readonly onEditLast: ((message: Message) => void) | null;
};

/** What keys do in the field. While a word is being composed (Japanese, Chinese …) they belong to that. */
export function useComposerKeys({ slash, onPick, onSend, onCancel, onEditLast }: Options) {
  const room = useRoom();

  function choose({ key, shiftKey, altKey }: KeyboardEvent): boolean {
    const item = slash.items[slash.active];
    if (!slash.isOpen) return false;
    if (key === 'ArrowDown') slash.move(1);
    else if (key === 'ArrowUp') slash.move(-1);
    else if (key === 'Escape') slash.close();
    // What is being looked for is not sent as it stands, nor is what was found for fewer letters meant.
    else if (key === 'Enter' && slash.isLoading) return true;
    else if ((key === 'Enter' || key === 'Tab') && item) onPick(item);
    // A slip in what is looked for is not sent either, until the list is closed.
    else if (key === 'Enter' && !shiftKey && !altKey) return true;
    else return false;
    return true;
  }

  function act(event: KeyboardEvent): boolean {
    const { key, shiftKey, altKey } = event;
    if (choose(event)) return true;
    if (key === 'Enter' && !shiftKey && !altKey) {
      onSend();
      return true;
    }
    if (key === 'Escape' && onCancel) {
      onCancel();
      return true;
    }
    const last = key === 'ArrowUp' && onEditLast ? lastEditable(room) : undefined;
    if (last) onEditLast?.(last);
    return last !== undefined;
  }

  return (event: KeyboardEvent) => {
    // 229 is how some browsers say that a key belongs to the composition that it ends.
    if (event.nativeEvent.isComposing || event.keyCode === 229 || !act(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
