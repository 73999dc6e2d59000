import { useEffect } from 'react';
import { useChoice } from '../../../settings/choice.ts';
import { singleKeys } from '../../../settings/single-keys.ts';
import { useCommands } from './commands.tsx';
import { commandOf, takesKeys } from './shortcuts.ts';

/** Listens for the desk's keys, but for while something is typed, or a window lies above the page. */
export function useShortcuts(): void {
  const commands = useCommands();
  const isOn = useChoice(singleKeys) === 'on';
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || takesKeys(document.activeElement)) return;
      const command = commandOf(event);
      if (!command || isCovered() || (!isOn && event.key.length === 1)) return;
      if (commands.run(command)) event.preventDefault();
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [commands, isOn]);
}

function isCovered(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}
