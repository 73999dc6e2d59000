import { createChoice } from './choice.ts';

export const themes = ['system', 'light', 'dark'] as const;

/** Light, dark, or what the system says. public/early.js applies it before the first paint. */
export const theme = createChoice('theme', themes, () => 'system', apply);

function apply(value: (typeof themes)[number]): void {
  if (value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
}
