import type { Message } from '../types.ts';

/** Messages that came before their turn, by number. */
export type Held = {
  /** Null: one that takes part in the order, and is not shown. */
  put(seq: number, message: Message | null): void;
  find(isIt: (message: Message) => boolean): Message | undefined;
  /** Takes out everything up to `seq`. */
  passed(seq: number): Message[];
  /** Takes out those that follow `seq` without a hole, with the number of the last one. */
  following(seq: number): { readonly messages: readonly Message[]; readonly upTo: number };
  clear(): void;
};

/** More than that is quicker read from the server than kept. */
const MOST = 500;

export function createHeld(): Held {
  const held = new Map<number, Message | null>();
  return {
    put(seq, message) {
      held.set(seq, message);
      if (held.size > MOST) held.clear();
    },
    find: (isIt) => [...held.values()].find((message) => message !== null && isIt(message)) ?? undefined,
    passed(seq) {
      const found: Message[] = [];
      for (const [number, message] of held) {
        if (number > seq) continue;
        held.delete(number);
        if (message) found.push(message);
      }
      return found;
    },
    following(seq) {
      const messages: Message[] = [];
      let upTo = seq;
      for (let next = held.get(seq + 1); next !== undefined; next = held.get(upTo + 1)) {
        upTo += 1;
        held.delete(upTo);
        if (next) messages.push(next);
      }
      return { messages, upTo };
    },
    clear: () => held.clear(),
  };
}
