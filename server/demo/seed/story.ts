import { change, type Ledger, nextBreach, openLedger, settleEscalation } from '../../src/core/sla/ledger.ts';
import { raised, type SlaPolicy } from '../../src/core/sla/types.ts';
import type { TicketPriority, TicketStatus } from '../../src/core/tickets/types.ts';
import { SECOND } from './hours.ts';

/** Something that happens to a ticket. `by` and `to` are ids of people; times are milliseconds since 1970. */
export type Turn = { readonly at: number } & (
  | { readonly kind: 'assign'; readonly by: string; readonly to: string }
  | { readonly kind: 'move'; readonly by: string; readonly status: TicketStatus; readonly comment: string | null }
  | { readonly kind: 'comment' | 'note'; readonly by: string; readonly text: string }
  | { readonly kind: 'escalate'; readonly from: TicketPriority; readonly to: TicketPriority }
  | { readonly kind: 'rate'; readonly score: number; readonly comment: string | null }
  | { readonly kind: 'read'; readonly who: string }
);

/** A turn, with how the ticket stands after it where that is another way than before. */
type Told = Turn & { readonly stands?: { readonly status?: TicketStatus; readonly answered?: true } };

/**
 * A ticket's past while it is being made up. It keeps the account of the ticket's time as the server does, so that a promise that was
 * broken escalates the ticket at the moment at which the server would have done it. What lies past `now` does not happen.
 */
export class Story {
  readonly turns: Turn[] = [];
  readonly #now: number;
  #ledger: Ledger;
  #at: number;
  #isOver = false;

  constructor(createdAt: number, priority: TicketPriority, policy: SlaPolicy, now: number) {
    this.#now = now;
    this.#at = createdAt;
    this.#ledger = openLedger(createdAt, { status: 'open', priority, policy, answered: false });
  }

  get status(): TicketStatus {
    return this.#ledger.status;
  }

  /** Whether an agent has answered. */
  get isAnswered(): boolean {
    return this.#ledger.answeredAfter !== null;
  }

  /** When the last thing happened. */
  get at(): number {
    return this.#at;
  }

  /**
   * Has something happen, a second after what was before at the earliest. @returns whether there was time for it; what comes after
   * something for which there was none does not happen either.
   */
  tell({ stands, ...turn }: Told): boolean {
    const at = Math.max(turn.at, this.#at + SECOND);
    this.#isOver ||= at > this.#now;
    if (this.#isOver) return false;
    this.#escalateUntil(at);
    if (stands) this.#ledger = change(this.#ledger, at, stands).ledger;
    this.turns.push({ ...turn, at });
    this.#at = at;
    return true;
  }

  /** Lets the time until the present pass. */
  end(): readonly Turn[] {
    this.#escalateUntil(this.#now);
    return this.turns;
  }

  #escalateUntil(until: number): void {
    for (let due = nextBreach(this.#ledger); due !== null && due <= until; due = nextBreach(this.#ledger)) {
      const at = Math.min(due + SECOND, until);
      const { priority: from } = this.#ledger;
      const to = raised(from);
      this.#ledger = settleEscalation(change(this.#ledger, at, { priority: to }).ledger);
      this.turns.push({ kind: 'escalate', at, from, to });
      this.#at = Math.max(this.#at, at);
    }
  }
}
