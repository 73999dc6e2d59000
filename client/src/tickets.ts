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
  /** Reads those that are watched anew: nothing was heard for a while. */
  refresh(): void;
};

const LOADING: TicketState = { status: 'loading', error: null, ticket: null, comments: [] };

export function createTickets(http: Http): Tickets & TicketInlet {
  const watched = new Map<string, Store<TicketState>>();

  async function load(id: string, store: Store<TicketState>): Promise<void> {
    try {
      const { comments, ...ticket } = await http.request('get', '/api/tickets/{id}', { params: { id } });
      store.set({ status: 'ready', error: null, ticket, comments });
    } catch (error) {
      store.update((known) => ({ ...known, status: known.ticket ? 'ready' : 'failed', error: toParleyError(error) }));
    }
  }

  return {
    one(id) {
      const known = watched.get(id);
      if (known && known.get().status !== 'failed') return known;
      const store = known ?? createStore(LOADING);
      store.set(LOADING);
      watched.set(id, store);
      void load(id, store);
      return store;
    },
    async reload(id) {
      const store = watched.get(id);
      if (store) await load(id, store);
    },
    changed(ticket) {
      watched.get(ticket.id)?.update((known) => ({ ...known, status: 'ready', error: null, ticket }));
    },
    commented(comment) {
      watched.get(comment.ticketId)?.update((known) => ({ ...known, comments: withComment(known.comments, comment) }));
    },
    refresh() {
      for (const [id, store] of watched) void load(id, store);
    },
  };
}

function withComment(comments: readonly Comment[], comment: Comment): readonly Comment[] {
  const index = comments.findIndex(({ id }) => id === comment.id);
  return index < 0 ? [...comments, comment] : comments.with(index, comment);
}
