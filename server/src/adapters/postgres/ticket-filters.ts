import type { TicketFilter } from '../../core/tickets/store.ts';
import { TICKET_PRIORITIES } from '../../core/tickets/types.ts';
import { breachedCondition } from './sla-rows.ts';

/** Conditions of a statement and the values of their parameters. */
export class Conditions {
  readonly values: unknown[] = [];
  readonly #texts: string[] = [];

  /** Adds a condition; `?` stands for the value. */
  add(text: string, value: unknown): void {
    this.values.push(value);
    this.#texts.push(text.replaceAll('?', `$${this.values.length}`));
  }

  /** The number of a value that no condition of its own holds, as `$n`. */
  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  get text(): string {
    return this.#texts.length === 0 ? 'true' : this.#texts.join(' AND ');
  }
}

/** The conditions that `filter` puts on tickets `t`; `now` (milliseconds) decides which deadlines have passed. */
export function ticketConditions(filter: TicketFilter, now: number): Conditions {
  const conditions = new Conditions();
  addKinds(conditions, { ...filter, priority: [] }, 't', 'IS NULL');
  // By its rank, which the index of that order begins with.
  const ranks = filter.priority.map((priority) => TICKET_PRIORITIES.indexOf(priority) + 1);
  if (ranks.length === 1) conditions.add('t.priority_rank = ?', ranks[0]);
  else if (ranks.length > 1) conditions.add('t.priority_rank = ANY(?)', ranks);
  if (filter.tag !== null) conditions.add('t.tags @> ARRAY[?::text]', filter.tag);
  if (filter.requesterId !== null) conditions.add('t.requester_id = ?', filter.requesterId);
  if (filter.q !== null) conditions.add('(position(lower(?) IN lower(t.subject)) > 0 OR t.number::text = ?)', filter.q);
  if (filter.createdFrom !== null) conditions.add('t.created_at >= ?', filter.createdFrom);
  if (filter.createdTo !== null) conditions.add('t.created_at <= ?', filter.createdTo);
  if (filter.slaBreached !== null)
    conditions.add(`${filter.slaBreached ? '' : 'NOT '}${breachedCondition('t.id', '?')}`, new Date(now));
  return conditions;
}

/** The conditions that tickets and their counts by kind have in common; `nobody` says how a missing assignee is found. */
export function addKinds(conditions: Conditions, filter: TicketFilter, alias: string, nobody: string): void {
  for (const field of ['status', 'priority', 'category'] as const) {
    const values = filter[field];
    if (values.length === 1) conditions.add(`${alias}.${field} = ?`, values[0]);
    else if (values.length > 1) conditions.add(`${alias}.${field} = ANY(?)`, values);
  }
  if (filter.assigneeId === 'none') conditions.add(`${alias}.assignee_id ${nobody} AND ?`, true);
  else if (filter.assigneeId !== null) conditions.add(`${alias}.assignee_id = ?`, filter.assigneeId);
}
