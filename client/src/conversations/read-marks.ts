import { ParleyError } from '../errors.ts';
import type { AnswerOf, Http } from '../http.ts';

export type ReadMark = AnswerOf<'post', '/api/messaging/conversations/{id}/read'>;

/** Tells the server how far somebody has read: of each conversation one mark at a time, and then only the furthest. */
export type ReadMarks = {
  read(conversationId: string, seq: number): void;
  /** Tells again what could not be told. */
  flush(): void;
};

/** `onMark` hears what the server made of it. */
export function createReadMarks(http: Http, onMark: (mark: ReadMark) => void): ReadMarks {
  const wanted = new Map<string, number>();
  const moving = new Set<string>();

  async function tell(id: string): Promise<void> {
    if (moving.has(id)) return;
    moving.add(id);
    try {
      for (let seq = wanted.get(id); seq !== undefined; seq = wanted.get(id)) {
        const mark = await http.request('post', '/api/messaging/conversations/{id}/read', {
          params: { id },
          body: { upToSeq: seq },
        });
        if (wanted.get(id) === seq) wanted.delete(id);
        onMark(mark);
      }
    } catch (error) {
      // What cannot be told now is told when the connection is back; what is refused never will be.
      if (error instanceof ParleyError && !error.isTemporary) wanted.delete(id);
    } finally {
      moving.delete(id);
    }
  }

  return {
    read(id, seq) {
      if ((wanted.get(id) ?? -1) >= seq) return;
      wanted.set(id, seq);
      void tell(id);
    },
    flush() {
      for (const id of wanted.keys()) void tell(id);
    },
  };
}
