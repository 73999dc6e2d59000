import { type ParleyError, toParleyError } from './errors.ts';
import type { Http } from './http.ts';
import { createStore, type Readable, type Store } from './store.ts';
import type { Comment, Ticket } from './types.ts';

export type TicketState = {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly error: ParleyError | null;
  readonly ticket: Ticket | null;
  /** Public ones, and for agents notes as well, oldest first. */
  readonly comments: readonly Comment[];
};

/** Tickets that are looked at, kept as they are on the server. Everything else of tickets is asked by `request`. */
export type Tickets = {
  /** One ticket with its comments; watching loads it, and again after it could not be loaded. */
  one(id: string): Readable<TicketState>;
  reload(id: string): Promise<void>;
};

export type TicketInlet = {
  changed(ticket: Ticket): void;
  commented(comment: Comment): void;
  /** Reads those that are watched anew, as nothing was heard for a while; `failed`: those that could not be read. */
  refresh(which?: 'failed'): void;
};

type Heard = { ticket: Ticket | null; readonly comments: Comment[] };

const LOADING: TicketState = { status: 'loading', error: null, ticket: null, comments: [] };

export function createTickets(http: Http): Tickets & TicketInlet {
  const watched = new Map<string, Store<TicketState>>();
  /** What was heard of a ticket while it was read, which the answer may not know of. */
  const heard = new Map<string, Heard>();

  async function load(id: string, store: Store<TicketState>): Promise<void> {
    const since: Heard = { ticket: null, comments: [] };
    heard.set(id, since);
    try {
      const { comments, ...ticket } = await http.request('get', '/api/tickets/{id}', { params: { id } });
      if (heard.get(id) !== since) return;
      store.set({
        status: 'ready',
        error: null,
        ticket: since.ticket ?? ticket,
        comments: since.comments.reduce(withComment, comments),
      });
    } catch (error) {
      if (heard.get(id) !== since) return;
      store.update((known) => ({ ...known, status: known.ticket ? 'ready' : 'failed', error: toParleyError(error) }));
    } finally {
      if (heard.get(id) === since) heard.delete(id);
    }
  }

  return {
    one(id) {
      const known = watched.get(id);
      if (known && known.get().status !== 'failed') return known;
      const store = known ?? createStore(LOADING);
      watched.set(id, store);
      // Those who render at this moment must not be told of a change.
      if (known) queueMicrotask(() => store.set(LOADING));
      void load(id, store);
      return store;
    },
    async reload(id) {
      const store = watched.get(id);
      if (store) await load(id, store);
    },
    changed(ticket) {
      const reading = heard.get(ticket.id);
      if (reading) reading.ticket = ticket;
      watched.get(ticket.id)?.update((known) => ({ ...known, status: 'ready', error: null, ticket }));
    },
    commented(comment) {
      heard.get(comment.ticketId)?.comments.push(comment);
      watched.get(comment.ticketId)?.update((known) => ({ ...known, comments: withComment(known.comments, comment) }));
    },
    refresh(which) {
      for (const [id, store] of watched) if (which !== 'failed' || store.get().error !== null) void load(id, store);
    },
  };
}

function withComment(comments: readonly Comment[], comment: Comment): readonly Comment[] {
  const index = comments.findIndex(({ id }) => id === comment.id);
  return index < 0 ? [...comments, comment] : comments.with(index, comment);
}
