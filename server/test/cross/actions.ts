import fc from 'fast-check';
import type { Kind } from './voice.ts';

const who = fc.nat(2);
const via = fc.nat(4);
const place = fc.nat(19);
/** Whether it is done through a connection, where there is a choice. */
const live = fc.boolean();
const text = fc.constantFrom('one', 'two words', ' kept  as it is ', '100%_ "x" \\', 'ä€😀', '3');

function action<K extends string, T extends object>(
  kind: K,
  fields: { readonly [P in keyof T]: fc.Arbitrary<T[P]> },
): fc.Arbitrary<{ readonly kind: K } & T> {
  return fc.record(fields).map((chosen) => ({ kind, ...chosen }));
}

const one = fc.oneof(
  { weight: 6, arbitrary: action('send', { who, via, live, text, marked: fc.boolean() }) },
  { weight: 3, arbitrary: action('resend', { who, via, live, place }) },
  { weight: 1, arbitrary: action('clash', { who, via, place }) },
  { weight: 2, arbitrary: action('twins', { who, text }) },
  {
    weight: 2,
    arbitrary: action('burst', {
      sends: fc.array(fc.record({ who, via, live, text }), { minLength: 2, maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: action('edit', { who, via, place, text }) },
  { weight: 2, arbitrary: action('remove', { who, via, place }) },
  { weight: 4, arbitrary: action('read', { who, via, live, place }) },
  { weight: 2, arbitrary: action('react', { who, via, place, emoji: fc.constantFrom('👍', '🎉', null) }) },
  { weight: 3, arbitrary: action('type', { who, via, on: fc.boolean() }) },
  { weight: 3, arbitrary: action('plug', { who, via }) },
  { weight: 2, arbitrary: action('declare', { who, via, here: fc.boolean() }) },
);

/** Something that one of the people does. Numbers choose among those who are there, contracts and messages, as far as there are. */
export type Action = typeof one extends fc.Arbitrary<infer T> ? T : never;

/** A short story: what kind of conversation, who opens it through which contract, who is connected at the start, what is done. */
export const story = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constant<Kind>('direct') },
    { weight: 1, arbitrary: fc.constant<Kind>('group') },
    { weight: 1, arbitrary: fc.constant<Kind>('support') },
  ),
  by: who,
  opener: via,
  plugs: fc.uniqueArray(fc.record({ who, via }), { maxLength: 5, selector: ({ who, via }) => `${who} ${via}` }),
  actions: fc.array(one, { minLength: 1, maxLength: 7 }),
});
export type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;
