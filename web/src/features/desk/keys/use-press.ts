import { type RefObject, useRef } from 'react';
import { useCommand } from './commands.tsx';
import type { Command } from './shortcuts.ts';

/** For a button that a command presses: what is done by key is then what is done by hand, menus included. */
export function usePress(command: Command, isOn = true): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  const press = () => {
    button.current?.focus();
    button.current?.click();
  };
  useCommand(command, isOn ? press : null);
  return button;
}
