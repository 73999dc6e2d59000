import { createChoice } from '../settings/choice.ts';

const directions = ['auto', 'ltr', 'rtl'] as const;

const choice = createChoice<(typeof directions)[number]>(
  'direction',
  directions,
  () => 'auto',
  (value) => {
    // Every language there is runs from left to right.
    document.documentElement.dir = value === 'auto' ? 'ltr' : value;
  },
);

/** Which way the page runs. */
export function direction(): 'ltr' | 'rtl' {
  return choice.get() === 'rtl' ? 'rtl' : 'ltr';
}

/** `?dir=rtl`, `ltr` or `auto` in the address turns the page round, and it stays so: for trying layouts out. */
export function adoptDirection(query: string): void {
  const asked = new URLSearchParams(query).get('dir');
  const known = directions.find((value) => value === asked);
  if (known) choice.set(known);
}
