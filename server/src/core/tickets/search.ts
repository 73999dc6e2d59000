import { type Actor, isAgent } from '../actor.ts';
import { fold } from '../search/fold.ts';
import { highlight } from '../search/highlight.ts';
import { firstOccurrence, matches } from '../search/match.ts';
import { type QueryPart, splitQuery } from '../search/query.ts';
import { addTerms } from '../search/terms.ts';
import type { TicketFilter, TicketStore } from './store.ts';
import type { Ticket } from './types.ts';

/** What a ticket says, field by field: search goes over all of it as one. */
export type TicketText = {
  readonly ticketId: string;
  readonly subject: string;
  readonly number: number;
  readonly tags: readonly string[];
  readonly description: string;
  /** Undeleted public comments, oldest first. */
  readonly comments: readonly string[];
  /** Undeleted internal notes; empty for whoever may not see them. */
  readonly notes: readonly string[];
};

/** The place of a ticket in the results: best first, then newest. */
export type RankPosition = { readonly rank: number; readonly number: number };

export type Candidate = RankPosition & { readonly ticketId: string };

export type TicketSearch = {
  /**
   * Tickets that may hold all parts, in the order of results, after a position; never leaves one out that does, however far
   * the index is. `desk` searches internal notes as well.
   */
  candidates(
    parts: readonly QueryPart[],
    filter: TicketFilter,
    desk: boolean,
    after: RankPosition | null,
    limit: number,
  ): Promise<Candidate[]>;
  /** The texts of tickets, in the order asked for; without the messages that the reader hid from themselves. */
  texts(ticketIds: readonly string[], readerId: string, desk: boolean): Promise<TicketText[]>;
};

/** How much a term is worth where it stands: in what names the ticket, its tags, its description, what was said about it. */
export type TermWeight = 'A' | 'B' | 'C' | 'D';

/** The index terms of a ticket with the best weight of each. */
export function ticketTerms(text: TicketText, desk: boolean): Map<string, TermWeight> {
  const terms = new Map<string, TermWeight>();
  const add = (content: string, weight: TermWeight) => {
    const found = new Set<string>();
    addTerms(fold(content), found);
    for (const term of found) if (!terms.has(term)) terms.set(term, weight);
  };
  add(text.subject, 'A');
  add(String(text.number), 'A');
  for (const tag of text.tags) add(tag, 'B');
  add(text.description, 'C');
  for (const comment of text.comments) add(comment, 'D');
  if (desk) for (const note of text.notes) add(note, 'D');
  return terms;
}

const PASSAGE = '\n';

/** All that a ticket says as one text; no match goes over the end of a field. */
function wholeOf(text: TicketText): string[] {
  return [text.subject, String(text.number), ...text.tags, text.description, ...text.comments, ...text.notes];
}

/** An excerpt of the field in which most parts occur, the first of them. */
function excerptOf(text: TicketText, parts: readonly QueryPart[]): string {
  let best = text.subject;
  let most = 0;
  for (const field of wholeOf(text)) {
    const folded = fold(field);
    const count = parts.filter((part) => firstOccurrence(folded, part) >= 0).length;
    if (count > most) {
      best = field;
      most = count;
    }
  }
  return highlight(best, parts);
}

export type SearchPorts = { readonly tickets: Pick<TicketStore, 'find'>; readonly ticketSearch: TicketSearch };

/** Candidates that turn out to be none are rare; so many rounds end any search. */
const ROUNDS = 20;

/**
 * Tickets in which every part of the query occurs, best first, with HTML-escaped excerpts. Users find their own, and
 * nothing by what an internal note says.
 */
export async function searchTickets(
  ctx: SearchPorts,
  actor: Actor,
  q: string,
  filter: TicketFilter,
  after: RankPosition | null,
  limit: number,
): Promise<{ found: { ticket: Ticket; highlight: string }[]; next: RankPosition | null }> {
  const desk = isAgent(actor);
  if (!desk && filter.requesterId !== null && filter.requesterId !== actor.userId) return { found: [], next: null };
  const own = desk ? filter : { ...filter, requesterId: actor.userId };
  const parts = splitQuery(q);
  const hits: { place: Candidate; text: TicketText }[] = [];
  let position = after;
  for (let round = 0; round < ROUNDS && hits.length <= limit; round += 1) {
    const candidates = await ctx.ticketSearch.candidates(parts, own, desk, position, limit + 1);
    const texts = await ctx.ticketSearch.texts(
      candidates.map(({ ticketId }) => ticketId),
      actor.userId,
      desk,
    );
    const textOf = new Map(texts.map((text) => [text.ticketId, text]));
    for (const place of candidates) {
      const text = textOf.get(place.ticketId);
      if (text && matches(fold(wholeOf(text).join(PASSAGE)), parts)) hits.push({ place, text });
    }
    position = candidates.at(-1) ?? position;
    if (candidates.length <= limit) break;
  }
  const page = hits.slice(0, limit);
  const tickets = await ctx.tickets.find(page.map(({ text }) => text.ticketId));
  const ticketOf = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  const last = page.at(-1)?.place;
  return {
    found: page.flatMap(({ text }) => {
      const ticket = ticketOf.get(text.ticketId);
      return ticket ? [{ ticket, highlight: excerptOf(text, parts) }] : [];
    }),
    next: hits.length > limit && last ? { rank: last.rank, number: last.number } : null,
  };
}
