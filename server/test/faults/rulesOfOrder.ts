import type { History, PageRecord, SendRecord } from './history.ts';
import type { Rows } from './rulesOfWriting.ts';
import type { Report } from './violation.ts';

/** C4: the numbers of each conversation are 1..N, each once. */
export function checkNumbers(history: History, report: Report): void {
  for (const { id, rows } of history.final) {
    const numbers = rows.map(({ seq }) => seq).sort((a, b) => a - b);
    numbers.forEach((number, index) => {
      const before = index === 0 ? 0 : (numbers[index - 1] ?? 0);
      if (number === before) report('C4', `${id}: number ${number} is taken twice`);
      else if (number !== before + 1) report('C4', `${id}: ${before} is followed by ${number}`);
    });
  }
}

/**
 * C5: who was acknowledged before another began has the lower number. A sweep over both in the order of time that
 * keeps the highest number acknowledged so far: O(n log n).
 */
export function checkRealTime(history: History, report: Report): void {
  for (const [conversation, sends] of byConversation(history.sends)) {
    const acked = sends.flatMap(({ answers }) => {
      const first = answers[0];
      return first === undefined ? [] : [first];
    });
    acked.sort((a, b) => a.at - b.at);
    const begun = sends.filter(({ answers }) => answers.length > 0).sort((a, b) => a.invokedAt - b.invokedAt);
    let highest = 0;
    let next = 0;
    for (const send of begun) {
      for (let ack = acked[next]; ack !== undefined && ack.at < send.invokedAt; ack = acked[next]) {
        highest = Math.max(highest, ack.seq);
        next += 1;
      }
      const seq = send.answers[0]?.seq ?? 0;
      // An answer of its own that it got earlier cannot be in `highest`: it began before it was answered.
      if (seq <= highest) report('C5', `${conversation}: ${seq} was begun after ${highest} had been acknowledged`);
    }
  }
}

function byConversation(sends: readonly SendRecord[]): Map<string, SendRecord[]> {
  const grouped = new Map<string, SendRecord[]>();
  for (const send of sends) {
    const group = grouped.get(send.conversation);
    if (group === undefined) grouped.set(send.conversation, [send]);
    else group.push(send);
  }
  return grouped;
}

/** C7: a page read at any time shows its range as it is for ever. */
export function checkPages(history: History, rows: Rows, report: Report): void {
  for (const page of history.pages) {
    const fault = pageFault(page, rows.get(page.conversation));
    if (fault !== undefined) {
      report('C7', `${page.conversation} ${page.low}..${page.high}, read by ${page.reader}: ${fault}`);
    }
  }
}

function pageFault(page: PageRecord, rows: Map<number, unknown> | undefined): string | undefined {
  let expected = page.low;
  for (const seq of page.seqs) {
    if (seq < page.low || seq > page.high) return `shows ${seq}`;
    if (seq < expected) return `shows ${seq} twice or out of order`;
    for (; expected < seq; expected += 1) {
      if (rows?.has(expected) === true) return `lacks ${expected}`;
    }
    expected = seq + 1;
  }
  for (; expected <= page.high; expected += 1) {
    if (rows?.has(expected) === true) return `lacks ${expected}`;
  }
  return undefined;
}
