import type { Clock } from '../clock.ts';
import { toParleyError } from '../errors.ts';
import type { AnswerOf, Http } from '../http.ts';

export type ReadMark = AnswerOf<'post', '/api/messaging/conversations/{id}/read'>;

/** Tells the server how far somebody has read: of each conversation one mark at a time, and then only the furthest. */
export type ReadMarks = {
  read(conversationId: string, seq: number): void;
  /** How far somebody has read that the server does not know of yet; 0 where it knows. */
  pending(conversationId: string): number;
  /** Tells again what could not be told, until `pause`. */
  flush(): void;
  /** Does not try again until `flush`. */
  pause(): void;
};

const AGAIN_SECONDS = 5;

export type ReadMarkOptions = {
  readonly http: Http;
  readonly clock: Clock;
  /** The number of the newest message that is known here. */
  readonly lastSeqOf: (conversationId: string) => number;
  /** Hears what the server made of a mark, and `lastSeqOf` as it was when it was told. */
  readonly onMark: (mark: ReadMark, lastSeq: number) => void;
};

export function createReadMarks({ http, clock, lastSeqOf, onMark }: ReadMarkOptions): ReadMarks {
  const wanted = new Map<string, number>();
  const moving = new Set<string>();
  let cancelAgain: (() => void) | null = null;
  let isPaused = true;

  async function tell(id: string): Promise<void> {
    if (moving.has(id)) return;
    moving.add(id);
    try {
      for (let seq = wanted.get(id); seq !== undefined; seq = wanted.get(id)) {
        const lastSeq = lastSeqOf(id);
        const mark = await http.request('post', '/api/messaging/conversations/{id}/read', {
          params: { id },
          body: { upToSeq: seq },
        });
        if (wanted.get(id) === seq) wanted.delete(id);
        onMark(mark, lastSeq);
      }
    } catch (error) {
      // What cannot be told now is told later; what is refused never will be.
      if (!toParleyError(error).isTemporary) wanted.delete(id);
      else if (!isPaused) cancelAgain ??= clock.after((toParleyError(error).retryAfter ?? AGAIN_SECONDS) * 1000, flush);
    } finally {
      moving.delete(id);
    }
  }

  function pause(): void {
    isPaused = true;
    cancelAgain?.();
    cancelAgain = null;
  }

  function flush(): void {
    pause();
    isPaused = false;
    for (const id of wanted.keys()) void tell(id);
  }

  return {
    read(id, seq) {
      if ((wanted.get(id) ?? -1) >= seq) return;
      wanted.set(id, seq);
      void tell(id);
    },
    pending: (id) => wanted.get(id) ?? 0,
    flush,
    pause,
  };
}
