import type { Clock } from '../clock.ts';
import { toParleyError } from '../errors.ts';
import type { Http } from '../http.ts';
import { makeClientId } from '../ids.ts';
import type { MessageDraft, OutboxEntry } from '../outbox/entry.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Readable } from '../store.ts';
import type { Message, ServerEvents } from '../types.ts';
import { createHistory } from './history.ts';
import { createListing, type ListedMessage, type Listing } from './listing.ts';
import { createTimeline, type Timeline, type TimelineInlet } from './timeline.ts';

/** What is said, and the files that go with it. */
export type NewMessage = MessageDraft & { readonly files?: readonly File[] };
export type SendHandle = { readonly clientId: string; readonly sent: Promise<Message> };

/** The chat of one conversation. */
export type Chat = Timeline & {
  /** Stored messages and those on their way, in one list. */
  readonly messages: Readable<readonly ListedMessage[]>;
  /** Shows it at once and sends it as soon as that is possible, files first; it survives the end of the page where the storage does. */
  send(message: NewMessage): SendHandle;
  retry(clientId: string): void;
  discard(clientId: string): void;
};

/** What can be done with a stored message; all refuse with ParleyError. */
export type MessageActions = {
  edit(messageId: string, content: string): Promise<Message>;
  /** For everybody (own ones), or out of the caller's own sight. */
  remove(message: Message, scope: 'everybody' | 'me'): Promise<void>;
  react(messageId: string, emoji: string): Promise<Message>;
  unreact(messageId: string, emoji: string): Promise<Message>;
  forward(messageId: string, conversationIds: readonly string[]): Promise<readonly Message[]>;
};

export type Messages = MessageActions & { in(conversationId: string): Chat };

export type MessageInlet = {
  of(conversationId: string): TimelineInlet | undefined;
  /** A message that the outbox has brought through. */
  sent(entry: OutboxEntry, message: Message): void;
  /**
   * Brings each chat up to date after nothing was heard: reads what came, or (`anew`) all that is shown. Answers those that were
   * begun anew. @throws ParleyError where the server cannot be reached
   */
  refresh(anew: boolean): Promise<readonly string[]>;
  /** Waits for nothing while there is no connection. */
  pause(): void;
};

export type MessageOptions = {
  readonly http: Http;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly me: () => string;
  readonly onSend: (conversationId: string) => void;
  readonly onReset: (conversationId: string) => void;
  /** A message as the server gave it, to be applied everywhere. */
  readonly onChanged: (message: Message) => void;
  readonly onRemoved: (event: ServerEvents['message_deleted']) => void;
};

type Room = { readonly chat: Chat; readonly timeline: Timeline & TimelineInlet; readonly listing: Listing };

/** So many chats keep what they have loaded, and those that are looked at; of others only what is unsent is remembered. */
const KEPT = 40;
const PATH = '/api/messaging/messages/{id}';

export function createMessages(options: MessageOptions): Messages & MessageInlet {
  const { http, outbox } = options;
  const rooms = new Map<string, Room>();

  function room(conversationId: string): Room {
    const known = rooms.get(conversationId) ?? makeRoom(conversationId);
    // Last used, last let go of.
    rooms.delete(conversationId);
    rooms.set(conversationId, known);
    const others = [...rooms.values()].slice(0, -KEPT);
    for (const { timeline, listing } of others) if (!isWatched(timeline, listing)) timeline.clear();
    return known;
  }

  async function bringUpToDate([id, { timeline }]: [string, Room], anew: boolean): Promise<string[]> {
    try {
      if (anew) await timeline.renew();
      else if ((await timeline.refresh()) === 'reset') return [id];
    } catch (error) {
      // What the server refuses (somebody who is no member any more) is no reason to hold up everything else.
      if (toParleyError(error).isTemporary) throw error;
      timeline.clear();
    }
    return [];
  }

  function makeRoom(conversationId: string): Room {
    const timeline = createTimeline({
      history: createHistory(http, conversationId),
      clock: options.clock,
      onReset: () => options.onReset(conversationId),
    });
    const listing = createListing(conversationId, timeline.state, outbox.entries, timeline.coveredTo);
    const chat: Chat = {
      ...timeline,
      messages: listing,
      send({ files = [], ...draft }) {
        const clientId = makeClientId();
        options.onSend(conversationId);
        const sent = outbox.add({
          clientId,
          userId: options.me(),
          conversationId,
          draft,
          files: files.map((file) => ({
            name: file.name,
            size: file.size,
            type: file.type,
            blob: file,
            attachmentId: null,
          })),
        });
        return { clientId, sent };
      },
      retry: outbox.retry,
      discard: outbox.discard,
    };
    return { chat, timeline, listing };
  }

  const applied = (message: Message) => {
    options.onChanged(message);
    return message;
  };

  return {
    in: (conversationId) => room(conversationId).chat,
    of: (conversationId) => rooms.get(conversationId)?.timeline,
    sent(entry, message) {
      const there = rooms.get(entry.conversationId);
      there?.listing.settling(entry, message.seq);
      there?.timeline.arrived(message);
    },
    async refresh(anew) {
      const results = await Promise.all([...rooms].map((room) => bringUpToDate(room, anew)));
      return results.flat();
    },
    pause() {
      for (const { timeline } of rooms.values()) timeline.pause();
    },
    edit: async (id, content) => applied(await http.request('put', PATH, { params: { id }, body: { content } })),
    async remove({ id, conversationId, seq, version }, scope) {
      await http.request('delete', PATH, { params: { id }, ...(scope === 'me' && { query: { for: 'me' as const } }) });
      const deletedAt = new Date(options.clock.now()).toISOString();
      const forMe = scope === 'me';
      const event = {
        conversationId,
        messageId: id,
        seq,
        version: version + 1,
        deletedAt,
        deletedBy: options.me(),
        forMe,
      };
      options.onRemoved(event);
    },
    react: async (id, emoji) =>
      applied(await http.request('put', `${PATH}/reactions/{emoji}`, { params: { id, emoji } })),
    unreact: async (id, emoji) =>
      applied(await http.request('delete', `${PATH}/reactions/{emoji}`, { params: { id, emoji } })),
    forward: async (id, conversationIds) => {
      const body = { conversationIds: [...conversationIds] };
      const { data } = await http.request('post', `${PATH}/forward`, { params: { id }, body });
      return data;
    },
  };
}

/** Whether anybody listens to it beside its own listing. */
function isWatched(timeline: TimelineInlet, listing: Listing): boolean {
  return timeline.watchers() > 1 || listing.watchers() > 0;
}
