import type { Notification } from '@parley/client';

const kinds = [
  ['assigned', /^(.+) assigned this ticket to you\.$/su],
  ['commented', /^(.+) commented\.$/su],
  ['noted', /^(.+) added an internal note\.$/su],
  ['added', /^(.+) added you to this group\.$/su],
  ['offered', /^(.+) sent a service offer\.$/su],
  ['booked', /^(.+) sent a booking request\.$/su],
] as const;
const STATUS = /^(.+) set the status to (open|in progress|pending|resolved|closed)\.$/su;
const statuses = {
  open: 'open',
  'in progress': 'in_progress',
  pending: 'pending',
  resolved: 'resolved',
  closed: 'closed',
} as const;
type Spoken = keyof typeof statuses;

/** What a notification tells, in parts that can be said in any language; as it stands where it is none of those that are known. */
export type Happening =
  | { readonly kind: (typeof kinds)[number][0]; readonly actor: string }
  | { readonly kind: 'status'; readonly actor: string; readonly status: (typeof statuses)[Spoken] }
  | { readonly kind: 'other'; readonly text: string };

/** Takes the sentence of a notification apart: the server says it in English. */
export function happeningOf({ body }: Pick<Notification, 'body'>): Happening {
  const [, by = '', spoken = ''] = STATUS.exec(body) ?? [];
  if (isSpoken(spoken)) return { kind: 'status', actor: by, status: statuses[spoken] };
  for (const [kind, pattern] of kinds) {
    const actor = pattern.exec(body)?.[1];
    if (actor !== undefined) return { kind, actor };
  }
  return { kind: 'other', text: body };
}

function isSpoken(word: string): word is Spoken {
  return Object.hasOwn(statuses, word);
}
