import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react';
import type { Command } from './shortcuts.ts';

/** Who does what when a key is pressed: each part of the desk says what it can do while it is there. */
export type Commands = {
  /** Takes a command over until the answer is called; the last one who took it over has it. */
  take(command: Command, action: () => void): () => void;
  /** Does it; false where nobody can. */
  run(command: Command): boolean;
  /** Does it as soon as somebody takes it over: for what must be brought into view first. */
  runOnceTaken(command: Command): void;
};

const Context = createContext<Commands | null>(null);

/** Makes a place whose parts share commands. */
export function CommandsProvider({ children }: { readonly children: ReactNode }) {
  const commands = useMemo(createCommands, []);
  return <Context value={commands}>{children}</Context>;
}

/** The commands of the place. @throws Error outside of one */
export function useCommands(): Commands {
  const commands = useContext(Context);
  if (!commands) throw new Error('useCommands: there is no CommandsProvider above this component');
  return commands;
}

/** Takes a command over while the component is there, and `action` is not null. */
export function useCommand(command: Command, action: (() => void) | null): void {
  const commands = useCommands();
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });
  const isOn = action !== null;
  useEffect(() => {
    if (isOn) return commands.take(command, () => latest.current?.());
  }, [commands, command, isOn]);
}

/** Commands that nobody has taken yet. */
export function createCommands(): Commands {
  const takers = new Map<Command, (() => void)[]>();
  let awaited: Command | null = null;
  return {
    take(command, action) {
      takers.set(command, [...(takers.get(command) ?? []), action]);
      if (awaited === command) {
        awaited = null;
        queueMicrotask(action);
      }
      return () => void takers.set(command, takers.get(command)?.filter((one) => one !== action) ?? []);
    },
    run(command) {
      const action = takers.get(command)?.at(-1);
      action?.();
      return action !== undefined;
    },
    runOnceTaken(command) {
      awaited = command;
    },
  };
}
