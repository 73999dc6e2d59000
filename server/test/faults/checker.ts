import type { History } from './history.ts';
import { checkCounts } from './rulesOfCounting.ts';
import { checkEvents } from './rulesOfEvents.ts';
import { checkNumbers, checkPages, checkRealTime } from './rulesOfOrder.ts';
import { checkDevices, checkViews } from './rulesOfReading.ts';
import { checkAcknowledged, checkDoubles, checkPhantoms, indexRows } from './rulesOfWriting.ts';
import { noCounts, RULES, type Rule, type Violation } from './violation.ts';

/** What the checker found: the first breaches in words, and how many there are of each rule. */
export type Verdict = { counts: Record<Rule, number>; violations: Violation[]; green: boolean };

/** How many breaches of one rule are kept in words. */
const KEPT_PER_RULE = 20;

/** Judges a history by the rules C1 to C13; C9 where events were read. Pure, O(n log n) in the records of the history. */
export function check(history: History): Verdict {
  const counts = noCounts();
  const violations: Violation[] = [];
  const report = (rule: Rule, text: string): void => {
    counts[rule] += 1;
    if (counts[rule] <= KEPT_PER_RULE) violations.push({ rule, text });
  };
  const rows = indexRows(history.final);
  checkAcknowledged(history, rows, report);
  checkPhantoms(history, rows, report);
  checkDoubles(history, report);
  checkNumbers(history, report);
  checkRealTime(history, report);
  checkDevices(history, report);
  checkPages(history, rows, report);
  checkViews(history, report);
  checkOutsiders(history, report);
  checkCounts(history, report);
  checkMishaps(history, report);
  checkEvents(history, report);
  checkPresence(history, report);
  return { counts, violations, green: violations.length === 0 };
}

/** One line per breach, with the meaning of its rule. */
export function violationLine({ rule, text }: Violation): string {
  return `${rule} (${RULES[rule]}): ${text}`;
}

/** C10: no byte of a canary in anything that an outsider received. */
function checkOutsiders(history: History, report: (rule: Rule, text: string) => void): void {
  for (const outsider of history.outsiders) {
    for (const text of outsider.received) {
      const canary = history.canaries.find((word) => text.includes(word));
      if (canary !== undefined) report('C10', `${outsider.name} was sent ${canary}: ${text.slice(0, 200)}`);
    }
  }
  for (const { text } of history.trespasses) report('C10', text);
}

/** C13: every node knows who is there, and who is gone. */
function checkPresence(history: History, report: (rule: Rule, text: string) => void): void {
  for (const { node, user, isThere, told } of history.presence) {
    if (told !== isThere) report('C13', `${node} says of ${user}, who is ${isThere ? 'there' : 'gone'}: ${told}`);
  }
}

/** C12: no mishap, and no send without a definite end. */
function checkMishaps(history: History, report: (rule: Rule, text: string) => void): void {
  for (const { text } of history.mishaps) report('C12', text);
  for (const { clientId, user, outcome, answers } of history.sends) {
    if (outcome === 'unknown' && answers.length === 0) report('C12', `${clientId} of ${user} never became definite`);
  }
}
