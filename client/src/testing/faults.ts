/** What goes wrong on the way between a person and the fake server. */
export type Faults = {
  /** Everybody, or one person. */
  goOffline(userId?: string): void;
  goOnline(userId?: string): void;
  isOffline(userId: string | null): boolean;
  /** The next message, or other change, is stored, and its answer gets lost together with the connection. Marks and typing do not count. */
  loseNextAnswer(userId?: string): void;
  /** The next thing that the server says by itself gets lost. */
  loseNextEvent(userId?: string): void;
  /** Whether this answer, or event, is one that gets lost. */
  losesAnswer(userId: string): boolean;
  losesEvent(userId: string): boolean;
};

export function createFaults(): Faults {
  const offline = new Set<string | null>();
  const answers: (string | null)[] = [];
  const events: (string | null)[] = [];
  const take = (all: (string | null)[], userId: string) => {
    const index = all.findIndex((one) => one === null || one === userId);
    return index >= 0 && all.splice(index, 1).length > 0;
  };
  return {
    goOffline: (userId) => void offline.add(userId ?? null),
    goOnline(userId) {
      if (userId === undefined) offline.clear();
      else offline.delete(userId);
    },
    isOffline: (userId) => offline.has(null) || (userId !== null && offline.has(userId)),
    loseNextAnswer: (userId) => void answers.push(userId ?? null),
    loseNextEvent: (userId) => void events.push(userId ?? null),
    losesAnswer: (userId) => take(answers, userId),
    losesEvent: (userId) => take(events, userId),
  };
}
