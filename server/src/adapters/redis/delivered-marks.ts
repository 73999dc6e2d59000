import { z } from 'zod';
import type { CoreEvent } from '../../core/events.ts';

export type DeliveredMark = Extract<CoreEvent, { readonly type: 'mark.delivered' }>;

const form = z.object({
  fromSeq: z.int(),
  seq: z.int().positive(),
  deliveredAt: z.iso.datetime(),
  userIds: z.array(z.string().min(1)).min(1),
});

/**
 * Gathers marks that are published one after the other and differ in nothing but the person: a message to ten people makes ten of
 * them. `send` gets each group before anything else happens.
 */
export function createMarkGroups(send: (marks: readonly [DeliveredMark, ...DeliveredMark[]]) => void): {
  add(mark: DeliveredMark): void;
  flush(): void;
} {
  let group: [DeliveredMark, ...DeliveredMark[]] | null = null;

  function flush(): void {
    if (!group) return;
    const marks = group;
    group = null;
    send(marks);
  }

  return {
    flush,
    add(mark) {
      if (group && belongs(mark, group[0])) {
        group.push(mark);
        return;
      }
      if (group) flush();
      else queueMicrotask(flush);
      group = [mark];
    },
  };
}

function belongs(mark: DeliveredMark, other: DeliveredMark): boolean {
  return (
    mark.conversationId === other.conversationId &&
    mark.seq === other.seq &&
    mark.fromSeq === other.fromSeq &&
    mark.deliveredAt === other.deliveredAt
  );
}

/** A group as JSON, without its conversation. */
export function writeMarks(marks: readonly [DeliveredMark, ...DeliveredMark[]]): string {
  const [{ fromSeq, seq, deliveredAt }] = marks;
  return JSON.stringify({ fromSeq, seq, deliveredAt, userIds: marks.map(({ userId }) => userId) });
}

/** The marks of a group that another node wrote; null for what is none. */
export function readMarks(conversationId: string, text: string): DeliveredMark[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const read = form.safeParse(value);
  if (!read.success) return null;
  const { userIds, ...rest } = read.data;
  return userIds.map((userId) => ({ type: 'mark.delivered', conversationId, userId, ...rest }));
}
