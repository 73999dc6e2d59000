/** What must never happen in any test, gathered while tests do other things and reported when the server stops. */
export type Violations = {
  add(what: string): void;
  /** Forgets what a test caused on purpose, e.g. a 503. */
  take(): string[];
  /** Throws when anything was gathered. */
  check(): void;
};

/** An empty list of violations. */
export function createViolations(): Violations {
  let list: string[] = [];
  const take = () => {
    const taken = list;
    list = [];
    return taken;
  };
  return {
    add: (what) => list.push(what),
    take,
    check() {
      const taken = take();
      if (taken.length > 0)
        throw new Error(`${taken.length} promises were broken:\n${[...new Set(taken)].slice(0, 20).join('\n')}`);
    },
  };
}
