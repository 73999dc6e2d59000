import { useEffect, useRef } from 'react';
import { useChoice } from '../../../settings/choice.ts';
import { singleKeys } from '../../../settings/single-keys.ts';

/** What a press of each key does; by the key as `KeyboardEvent.key` has it. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Listens for keys on the whole page, but for while something is typed, or a window lies above it. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const isOn = useChoice(singleKeys) === 'on';
  useEffect(() => {
    if (!isOn) return;
    const hear = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey } = event;
      if (event.defaultPrevented || event.isComposing || ctrlKey || metaKey || altKey) return;
      const act = Object.hasOwn(latest.current, key) ? latest.current[key] : undefined;
      if (!act || isTaken(document.activeElement)) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [isOn]);
}

function isTaken(element: Element | null): boolean {
  const isCovered = document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
  const isWriting = element?.closest('input, textarea, select, [contenteditable=""], [contenteditable="true"]');
  return isCovered || Boolean(isWriting);
}
