import type { Verdict } from './checker.ts';
import type { History } from './history.ts';
import { addInjected, type Injected, noneInjected } from './injector.ts';
import { FAULTS } from './plan.ts';
import { noCounts, RULES, type Rule, type Violation } from './violation.ts';

/** The sums of a run. */
export type Figures = {
  rounds: number;
  injected: Injected;
  acked: number;
  /** Messages that took more than one call. */
  retried: number;
  /** Calls of messages that were acknowledged before, and were answered with the first result. */
  repeats: number;
  repliesLost: number;
  edits: number;
  pushes: number;
  rawRepeats: number;
  sessions: number;
  pages: number;
  /** Events that were read back from the broker, those that came again included. */
  events: number;
  repeatedEvents: number;
  counts: Record<Rule, number>;
  violations: Violation[];
};

/** Fewer acknowledged messages than this, or no fault that hit, prove nothing. */
const MIN_ACKED = 500;

/** Sums of nothing. */
export function emptyFigures(): Figures {
  return {
    rounds: 0,
    injected: noneInjected(),
    acked: 0,
    retried: 0,
    repeats: 0,
    repliesLost: 0,
    edits: 0,
    pushes: 0,
    rawRepeats: 0,
    sessions: 0,
    pages: 0,
    events: 0,
    repeatedEvents: 0,
    counts: noCounts(),
    violations: [],
  };
}

/** Adds one round. */
export function addRound(figures: Figures, history: History, verdict: Verdict, injected: Injected): void {
  figures.rounds += 1;
  addInjected(figures.injected, injected);
  for (const { answers, attempts } of history.sends) {
    if (answers.length === 0) continue;
    figures.acked += 1;
    if (attempts > 1) figures.retried += 1;
    figures.repeats += answers.length - 1;
  }
  figures.edits += history.changes.filter(({ outcome }) => outcome === 'ok').length;
  figures.pushes += history.rawPushes;
  figures.rawRepeats += history.rawRepeats;
  figures.sessions += history.devices.reduce((sum, { sessions }) => sum + sessions.length, 0);
  figures.pages += history.pages.length;
  const events = history.events?.map(({ id }) => id) ?? [];
  figures.events += events.length;
  figures.repeatedEvents += events.length - new Set(events).size;
  for (const rule of Object.keys(verdict.counts) as Rule[]) figures.counts[rule] += verdict.counts[rule];
  figures.violations.push(...verdict.violations);
}

/** `green`: no breach; `red`: at least one; `void`: none, but too little happened to tell. */
export function outcomeOf(figures: Figures): 'green' | 'red' | 'void' {
  if (figures.violations.length > 0) return 'red';
  const hits = FAULTS.reduce((sum, fault) => sum + figures.injected.hits[fault], 0);
  return figures.acked < MIN_ACKED || hits + figures.repliesLost === 0 ? 'void' : 'green';
}

/** The figures as lines of a table. */
export function tableOf(figures: Figures): string[] {
  const { injected, counts } = figures;
  const hit = FAULTS.filter((fault) => injected.hits[fault] > 0);
  const hits = hit.map((fault) => `${fault} ${injected.hits[fault]}`).join(' · ') || 'none';
  const share = figures.pushes === 0 ? 0 : (100 * figures.rawRepeats) / figures.pushes;
  const rows: readonly (readonly [string, string | number])[] = [
    ['faults that hit', hits],
    ['replies lost after the commit (F11)', figures.repliesLost],
    ['messages acknowledged', figures.acked],
    ['of these, sent more than once', figures.retried],
    ['repeats answered with the first result', figures.repeats],
    ['edits, deletions, reactions, reads acknowledged', figures.edits],
    ['pushes applied or repeated', figures.pushes],
    ['raw repeats of pushes', `${figures.rawRepeats} (${share.toFixed(2)} %)`],
    ['sessions of devices', figures.sessions],
    ['pages read under load', figures.pages],
    ...(figures.events === 0
      ? []
      : ([
          ['events read back from the broker', figures.events],
          ['of these, told more than once', figures.repeatedEvents],
        ] as const)),
    ['recovery, fault to first ack', spread(injected.recoveries.map(({ totalMs }) => totalMs))],
    ['recovery, back up to first ack', spread(injected.recoveries.map(({ sinceUpMs }) => sinceUpMs))],
    ...(Object.keys(RULES) as Rule[]).map((rule) => [`${rule} ${RULES[rule]}`, counts[rule]] as const),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

/** Median and maximum of durations in milliseconds. */
function spread(durations: readonly number[]): string {
  if (durations.length === 0) return 'none';
  const sorted = [...durations].sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return `p50 ${Math.round(median)} ms, max ${Math.round(sorted.at(-1) ?? 0)} ms`;
}
