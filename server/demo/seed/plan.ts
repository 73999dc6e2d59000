import type { MessageType, Metadata } from '../../src/core/conversations/types.ts';
import type { Room } from './rooms.ts';

/** A file that is made for a message: a photo, the sketch of a screen, a document, or sound. */
export type FileWish = 'image' | 'sketch' | 'file' | 'audio';

/** A message of a plan; what refers to it names its place among all messages, from 0. */
export type Saying = {
  readonly kind: 'say';
  readonly place: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly who: string;
  readonly type: MessageType;
  readonly text: string;
  readonly replyTo: number | null;
  readonly mentions: readonly string[];
  readonly metadata: Metadata | null;
  readonly file: FileWish | null;
};

/** What becomes of a message afterwards. */
export type Change = { readonly at: number; readonly message: number } & (
  | { readonly kind: 'react'; readonly who: string; readonly emoji: string }
  | { readonly kind: 'edit'; readonly text: string }
  | { readonly kind: 'remove' }
);

/** People have read, or only received, so many of the messages: 3 is up to the third. */
export type Mark = { readonly at: number; readonly who: readonly string[]; readonly upTo: number } & (
  | { readonly kind: 'read' }
  | { readonly kind: 'deliver' }
);

/** Something that happens in a conversation. */
export type Step = Saying | Change | Mark;

/** A conversation as it is to become: what happens in it, in order. */
export type RoomPlan = {
  readonly room: Room;
  readonly startsAt: number;
  readonly messages: number;
  readonly steps: readonly Step[];
};

/** Steps in the order of their times; those of the same moment stay in the order in which they stand. */
export function inOrder<T extends { readonly at: number }>(steps: readonly T[]): T[] {
  return steps.toSorted((one, other) => one.at - other.at);
}

/**
 * How many messages each room gets of all: by its weight, whole numbers, and never fewer than `least`. The largest makes up for
 * what rounding took.
 */
export function shareOut(rooms: readonly Room[], total: number, least: number): Map<Room, number> {
  const weight = rooms.reduce((sum, room) => sum + room.weight, 0);
  const counts = rooms.map((room) => Math.max(least, Math.round((total * room.weight) / weight)));
  const sum = counts.reduce((all, count) => all + count, 0);
  const largest = counts.indexOf(Math.max(...counts));
  return new Map(
    rooms.map((room, index) => {
      const count = counts[index] ?? least;
      return [room, index === largest ? Math.max(least, count + total - sum) : count];
    }),
  );
}
