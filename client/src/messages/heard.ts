import type { Message } from '../types.ts';

/**
 * What was last heard of messages, be they here or not: a page that was asked for before, or an answer that was overtaken, would bring
 * them back as they were.
 */
export type Heard = {
  changed(messageId: string, version: number): void;
  gone(messageId: string): void;
  isGone(message: Message): boolean;
  /** Whether something newer of it was heard. */
  isOld(message: Message): boolean;
};

/** Answers are not so late that more than that is heard meanwhile. */
const MOST = 500;

export function createHeard(): Heard {
  const versions = new Map<string, number>();
  function note(messageId: string, version: number): void {
    const known = versions.get(messageId) ?? 0;
    // The one that was heard of last goes last.
    versions.delete(messageId);
    versions.set(messageId, Math.max(known, version));
    const [oldest] = versions.keys();
    if (versions.size > MOST && oldest !== undefined) versions.delete(oldest);
  }
  const versionOf = ({ id }: Message) => versions.get(id) ?? 0;
  return {
    changed: note,
    gone: (messageId) => note(messageId, Number.POSITIVE_INFINITY),
    isGone: (message) => versionOf(message) === Number.POSITIVE_INFINITY,
    isOld: (message) => versionOf(message) > message.version,
  };
}
