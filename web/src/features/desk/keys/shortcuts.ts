/** What a key does on the desk; `keys` as they are shown, in the overview's order. */
export const shortcuts = [
  { command: 'next', keys: 'J', group: 'move' },
  { command: 'previous', keys: 'K', group: 'move' },
  { command: 'open', keys: 'O', group: 'move' },
  { command: 'back', keys: 'U', group: 'move' },
  { command: 'search', keys: '/', group: 'move' },
  { command: 'select', keys: 'X', group: 'move' },
  { command: 'selectRange', keys: '⇧X', group: 'move' },
  { command: 'reply', keys: 'R', group: 'ticket' },
  { command: 'note', keys: 'N', group: 'ticket' },
  { command: 'assignToMe', keys: 'A', group: 'ticket' },
  { command: 'status', keys: 'S', group: 'ticket' },
  { command: 'priority', keys: 'P', group: 'ticket' },
  { command: 'tag', keys: 'T', group: 'ticket' },
  { command: 'resolve', keys: 'E', group: 'ticket' },
  { command: 'help', keys: '?', group: 'other' },
] as const;

export type Command = (typeof shortcuts)[number]['command'];

/** The keys of a command, for tooltips and menus. */
export function keysOf(command: Command): string {
  return shortcuts.find((shortcut) => shortcut.command === command)?.keys ?? '';
}

/** What is known of a press: the members of a KeyboardEvent that matter. */
export type Press = {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
};

const commands: Readonly<Record<string, Command>> = {
  j: 'next',
  k: 'previous',
  o: 'open',
  u: 'back',
  escape: 'back',
  '/': 'search',
  x: 'select',
  r: 'reply',
  n: 'note',
  a: 'assignToMe',
  s: 'status',
  p: 'priority',
  t: 'tag',
  e: 'resolve',
  '?': 'help',
};

/** The command of a press; null for all other keys, and with Control, Alt or Command held. */
export function commandOf(press: Press): Command | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  const key = latin(press);
  const command = commands[key] ?? null;
  if (!press.shiftKey || key === '?' || key === '/') return command;
  return command === 'select' ? 'selectRange' : null;
}

/** The key by its letter; where a keyboard writes others (Arabic, Greek), by the place that the letter has on a Latin one. */
function latin({ key, code }: Press): string {
  const isOther = key.length === 1 && key.charCodeAt(0) > 127;
  return (isOther && code.startsWith('Key') ? code.slice(3) : key).toLowerCase();
}

/** Whether a key goes into a text there, or is for the control that has the keyboard. */
export function takesKeys(element: Element | null): boolean {
  if (!element) return false;
  if (element.closest('[contenteditable=""], [contenteditable="true"], textarea, select, [role="menu"]')) return true;
  const input = element.closest('input');
  return input !== null && !['checkbox', 'radio', 'button', 'submit', 'range'].includes(input.type);
}
