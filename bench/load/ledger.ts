import type { Roster } from './job.ts';

/** What one client has seen of one conversation: which numbers, and the last one delivered. */
type Page = { first: number; seen: Uint8Array; count: number; highest: number; lastDelivered: number };

/**
 * Keeps for every client which message numbers it was told of, as acks of its own sends or as deliveries, and
 * judges at the end whether they are 1..N (or go on so from `lastSeq`), each once, deliveries in order, and the same N for all members.
 */
export class Ledger {
  doubled = 0;
  misordered = 0;
  readonly #pages: Page[];

  /** For clients 0..`clients`-1, each in at most one of the conversations. */
  constructor(clients: number, conversations: Roster['conversations']) {
    this.#pages = Array.from({ length: clients }, () => ({
      first: 1,
      seen: new Uint8Array(64),
      count: 0,
      highest: 0,
      lastDelivered: 0,
    }));
    for (const { members, lastSeq = 0 } of conversations) {
      for (const member of members) (this.#pages[member] as Page).first = lastSeq + 1;
    }
  }

  acked(client: number, seq: number): void {
    this.#record(this.#pages[client] as Page, seq);
  }

  delivered(client: number, seq: number): void {
    const page = this.#pages[client] as Page;
    if (seq < page.lastDelivered) this.misordered += 1;
    page.lastDelivered = seq;
    this.#record(page, seq);
  }

  /** How many numbers members have not seen, although they or another member saw a higher or equal one. */
  missing(conversations: Roster['conversations']): number {
    let missing = 0;
    for (const { members } of conversations) {
      const pages = members.map((member) => this.#pages[member] as Page);
      const last = Math.max(...pages.map((page) => page.highest));
      for (const page of pages) missing += last - page.count;
    }
    return missing;
  }

  #record(page: Page, number: number): void {
    const place = number - page.first + 1;
    if (place < 1) throw new Error(`a message came with the number ${number}, which was taken`);
    if (place >= page.seen.length) {
      const grown = new Uint8Array(Math.max(place + 1, page.seen.length * 2));
      grown.set(page.seen);
      page.seen = grown;
    }
    if (page.seen[place] === 1) {
      this.doubled += 1;
      return;
    }
    page.seen[place] = 1;
    page.count += 1;
    if (place > page.highest) page.highest = place;
  }
}
