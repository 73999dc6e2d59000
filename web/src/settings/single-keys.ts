import { createChoice } from './choice.ts';

/** Whether single keys do something, wherever there are some: speech input and shaky hands are better off without. */
export const singleKeys = createChoice<'on' | 'off'>(
  'keys',
  ['on', 'off'],
  () => 'on',
  () => {},
);
