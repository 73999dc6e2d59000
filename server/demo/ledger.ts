export type ProblemKind = 'missing' | 'doubled' | 'out of order' | 'unexpected';

/** One way in which what a client heard differs from what it had to hear. */
export type Problem = { readonly kind: ProblemKind; readonly lane: string; readonly what: string };

/** The sum of all lanes, for a closing line. */
export type Tally = { readonly expected: number; readonly heard: number };

type EventLane = { readonly expected: string[]; readonly heard: string[] };
type MarkLane = { target: number; readonly heard: number[] };

/**
 * What one client must hear and what it did hear, in lanes. Within a lane each event has its place: it comes once, after
 * the one before it and before the next. Between lanes the wire promises no order, so none is asked for.
 *
 * A mark (how far somebody has read, or has been reached) may skip numbers, because the server merges moves that happen
 * together. Its lane therefore must climb with every event, must end at the target and must never pass it.
 */
export class Ledger {
  readonly #events = new Map<string, EventLane>();
  readonly #marks = new Map<string, MarkLane>();

  /** The next thing that must come in this lane. */
  expect(lane: string, what: string): void {
    this.#eventLane(lane).expected.push(what);
  }

  /** A mark must climb to `target`; a lower target than before changes nothing. */
  expectMark(lane: string, target: number): void {
    const mark = this.#markLane(lane);
    mark.target = Math.max(mark.target, target);
  }

  hear(lane: string, what: string): void {
    this.#eventLane(lane).heard.push(what);
  }

  hearMark(lane: string, value: number): void {
    this.#markLane(lane).heard.push(value);
  }

  /** What has not come yet, each as one line; empty when there is nothing left to wait for. */
  outstanding(): string[] {
    return this.audit()
      .filter((problem) => problem.kind === 'missing')
      .map((problem) => `${problem.lane}: ${problem.what}`);
  }

  /** Everything that is wrong at this moment. Call it when the wire is quiet: what is still under way counts as missing. */
  audit(): Problem[] {
    const problems: Problem[] = [];
    for (const [lane, { expected, heard }] of this.#events) problems.push(...auditEvents(lane, expected, heard));
    for (const [lane, { target, heard }] of this.#marks) problems.push(...auditMarks(lane, target, heard));
    return problems;
  }

  tally(): Tally {
    let expected = 0;
    let heard = 0;
    for (const lane of this.#events.values()) {
      expected += lane.expected.length;
      heard += lane.heard.length;
    }
    for (const lane of this.#marks.values()) {
      // However many moves were merged, as many announcements as arrived are the right number for a lane that is sound.
      expected += lane.heard.length;
      heard += lane.heard.length;
    }
    return { expected, heard };
  }

  #eventLane(name: string): EventLane {
    const lane = this.#events.get(name) ?? { expected: [], heard: [] };
    this.#events.set(name, lane);
    return lane;
  }

  #markLane(name: string): MarkLane {
    const lane = this.#marks.get(name) ?? { target: 0, heard: [] };
    this.#marks.set(name, lane);
    return lane;
  }
}

function auditEvents(lane: string, expected: readonly string[], heard: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  const wanted = countEach(expected);
  const got = countEach(heard);
  for (const [what, count] of wanted) {
    for (let n = got.get(what) ?? 0; n < count; n++) problems.push({ kind: 'missing', lane, what });
  }
  for (const [what, count] of got) {
    const allowed = wanted.get(what) ?? 0;
    const kind = allowed === 0 ? 'unexpected' : 'doubled';
    for (let n = allowed; n < count; n++) problems.push({ kind, lane, what });
  }
  const late = firstOutOfPlace(common(expected, got), common(heard, wanted));
  if (late !== null) problems.push({ kind: 'out of order', lane, what: late });
  return problems;
}

function auditMarks(lane: string, target: number, heard: readonly number[]): Problem[] {
  const problems: Problem[] = [];
  let last = 0;
  for (const value of heard) {
    if (value > target) problems.push({ kind: 'unexpected', lane, what: `up to #${value}` });
    else if (value === last) problems.push({ kind: 'doubled', lane, what: `up to #${value}` });
    else if (value < last) problems.push({ kind: 'out of order', lane, what: `#${value} after #${last}` });
    last = Math.max(last, value);
  }
  if (last < target) problems.push({ kind: 'missing', lane, what: `up to #${target}` });
  return problems;
}

function countEach(list: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of list) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** The items of `list` in their order, each at most as often as `limit` has it. */
function common(list: readonly string[], limit: ReadonlyMap<string, number>): string[] {
  const left = new Map(limit);
  return list.filter((item) => {
    const count = left.get(item) ?? 0;
    if (count === 0) return false;
    left.set(item, count - 1);
    return true;
  });
}

function firstOutOfPlace(expected: readonly string[], heard: readonly string[]): string | null {
  const at = expected.findIndex((item, index) => heard[index] !== item);
  return at === -1 ? null : `${heard[at] ?? 'nothing'} where ${expected[at]} belongs`;
}
