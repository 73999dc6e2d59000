/** Tells messages that were not known of before from those that come again, as the feed of changes repeats some. */
export type Told = {
  /**
   * Notes that `seq` was heard of; whether for the first time. `known`: the newest number that was known of in this conversation before,
   * heard of one by one or not; infinite where it is one that may be older than all that was heard of.
   */
  hear(conversationId: string, seq: number, known: number): boolean;
};

type Heard = { upTo: number; readonly ahead: Set<number> };

/** Numbers that never come (what is hidden from this reader) are not waited for. */
const MOST_AHEAD = 200;

export function createTold(): Told {
  const records = new Map<string, Heard>();

  return {
    hear(conversationId, seq, known) {
      const record = records.get(conversationId) ?? { upTo: known, ahead: new Set() };
      if (seq <= Math.max(known, record.upTo) || record.ahead.has(seq)) return false;
      records.set(conversationId, record);
      record.ahead.add(seq);
      if (record.ahead.size > MOST_AHEAD) record.upTo = Math.max(...record.ahead);
      while (record.ahead.delete(record.upTo + 1)) record.upTo += 1;
      for (const passed of record.ahead) if (passed <= record.upTo) record.ahead.delete(passed);
      return true;
    },
  };
}
