import { setTimeout as sleep } from 'node:timers/promises';
import { iso } from './clock.ts';
import { RecentDeletions } from './conversations/deletions.ts';
import { Directory } from './conversations/directory.ts';
import type { InLine } from './conversations/draft.ts';
import type { InquiryStore } from './conversations/inquiry-store.ts';
import { Lines } from './conversations/lines.ts';
import { MarkKeeper, type MarkStore } from './conversations/marks.ts';
import type { ConversationStore, MessageStore, SyncStore } from './conversations/store.ts';
import { Turns } from './conversations/turns.ts';
import type { ConversationType } from './conversations/types.ts';
import type { MessageWriter, TicketReaction } from './conversations/writer.ts';
import type { FaqCategoryStore, FaqSearch, FaqStore } from './faqs/store.ts';
import { ViewCounter } from './faqs/views.ts';
import type { FigureStore } from './figures/store.ts';
import type { FilePorts } from './files/ports.ts';
import type { PushSubscriptionStore } from './notifications/channels.ts';
import type { FeedStore } from './notifications/store.ts';
import type { PreferenceStore } from './preferences/store.ts';
import type { Bus } from './realtime/bus.ts';
import { Hub } from './realtime/hub.ts';
import type { RateLimits } from './realtime/limits.ts';
import type { Nodes } from './realtime/nodes.ts';
import type { PresenceBoard } from './realtime/presence.ts';
import type { RoomBoard } from './realtime/rooms.ts';
import type { SessionPeople } from './realtime/sessions.ts';
import type { ConnectionTally } from './realtime/tally.ts';
import type { TypingBoard } from './realtime/typing.ts';
import { SearchIndexer } from './search/indexer.ts';
import type { MessageSearch, MessageSearchIndex } from './search/store.ts';
import { SlaKeeper } from './sla/keeper.ts';
import type { SlaPolicyStore } from './sla/policies.ts';
import type { SlaStore } from './sla/store.ts';
import { announceChange, announceReaction } from './tickets/announce.ts';
import type { CannedStore } from './tickets/canned.ts';
import type { TicketSearch } from './tickets/search.ts';
import type { TicketStore } from './tickets/store.ts';
import type { Tracing } from './tracing.ts';
import type { BlockStore } from './users/blocks.ts';
import { createUserDirectory, type UserDirectory } from './users/directory.ts';
import type { ServicePackageStore } from './users/service-packages.ts';
import type { UserStore } from './users/store.ts';
import type { TokenVerifier } from './users/tokens.ts';
import type { WebhookPorts } from './webhooks/manage.ts';

/** How long and how many; all of it configured. */
export type CoreSettings = {
  /** Code points. */
  readonly maxMessageLength: number;
  readonly messagesPerPage: number;
  readonly requests: { readonly max: number; readonly windowMs: number };
  /** null: the default of each contract. */
  readonly messagesPerHour: number | null;
  /** What a ticket can be about; at least one. */
  readonly ticketCategories: readonly string[];
};

/** What the core needs from outside. */
export type CorePorts = Pick<FilePorts, 'storage' | 'media' | 'thumbnails' | 'files' | 'limits' | 'onFileTrouble'> &
  Pick<WebhookPorts, 'webhooks' | 'hookOutlet' | 'privateWebhooks'> & {
    readonly conversations: ConversationStore;
    readonly messages: MessageStore;
    readonly inquiries: InquiryStore;
    readonly markStore: MarkStore;
    readonly sync: SyncStore;
    readonly users: UserStore;
    readonly tokens: TokenVerifier;
    /** This node and the others of the site. */
    readonly nodes: Nodes;
    readonly bus: Bus;
    readonly presence: PresenceBoard;
    readonly typing: TypingBoard;
    readonly rooms: RoomBoard;
    readonly tally: ConnectionTally;
    readonly rates: RateLimits;
    readonly servicePackages: ServicePackageStore;
    readonly blocks: BlockStore;
    readonly preferences: PreferenceStore;
    readonly feed: FeedStore;
    readonly pushSubscriptions: PushSubscriptionStore;
    /** What browsers subscribe to push with. */
    readonly pushKey: string;
    /** Whether push may go to http and to private addresses. */
    readonly privateEndpoints: boolean;
    readonly search: MessageSearch;
    readonly searchIndex: MessageSearchIndex;
    readonly slaPolicies: SlaPolicyStore;
    readonly sla: SlaStore;
    readonly tickets: TicketStore;
    readonly ticketSearch: TicketSearch;
    readonly canned: CannedStore;
    readonly figures: FigureStore;
    readonly faqs: FaqStore;
    readonly faqCategories: FaqCategoryStore;
    readonly faqSearch: FaqSearch;
    /** Makes the writer; `onUncertain` hears of conversations whose last commit may have gone unannounced. */
    readonly createWriter: (onUncertain: (conversationIds: readonly string[]) => void) => MessageWriter;
    /** Types of conversations of which somebody outside hears now, as far as this process knows. */
    readonly announced: () => ReadonlySet<ConversationType>;
    readonly settings: CoreSettings;
    /** Null where no traces are wanted. */
    readonly tracing: Tracing | null;
    readonly now: () => number;
    /** Hears of background work that failed. */
    readonly onFault: (error: unknown) => void;
  };

/** The engine: its ports and what it made of them. Verbs take it, or the part of it that they name. */
export type Core = CorePorts & {
  readonly directory: Directory;
  readonly hub: Hub;
  readonly marks: MarkKeeper;
  readonly writer: MessageWriter;
  readonly turns: Turns;
  readonly lines: Lines<InLine>;
  readonly deletions: RecentDeletions;
  readonly people: UserDirectory;
  readonly sessionPeople: SessionPeople;
  /** What is still to be noted and announced of those who came and went. */
  readonly underway: Set<Promise<void>>;
  readonly slaKeeper: SlaKeeper;
  /** Announces what a message did to its ticket. */
  readonly onTicketChanged: (conversationId: string, reaction: TicketReaction) => void;
  readonly faqViews: ViewCounter;
  /** Finishes what was promised and lets go of everything. */
  close(): Promise<void>;
};

const HEAL_MS = 500;
/** A connection that is closed has ended by then, and how often it is looked at whether all have (ms). */
const GOING_MS = 3_000;
const LOOK_MS = 10;

/** Puts the engine together. */
export function createCore(ports: CorePorts): Core {
  const { bus, conversations, now, onFault } = ports;
  const directory = new Directory(conversations);
  const people = createUserDirectory(ports.users, bus);
  const marks = new MarkKeeper({
    store: ports.markStore,
    publish: (event) => bus.publish(event),
    now,
    onFault,
    memberCount: (id) => directory.peek(id)?.members.size ?? 0,
    tracing: ports.tracing,
    nodes: () => 1 + ports.nodes.others().length,
  });
  const hub = new Hub({
    rooms: ports.rooms,
    directory,
    store: conversations,
    onDelivered: (conversationId, userId, seq) => marks.delivered(conversationId, userId, seq),
    onFault,
    now,
    tracing: ports.tracing,
    alone: ports.nodes.alone,
  });
  const deletions = new RecentDeletions(now);
  const unsubscribe = bus.subscribe((event) => {
    if (event.type === 'message.deleted') deletions.add(event.conversationId, event.seq, event.deletedAt);
    hub.receive(event);
    // What connections say of their person is what is remembered of them: it is read again at once.
    if (event.type === 'user.changed' && hub.has(event.userId)) people.get(event.userId).catch(onFault);
  });

  /** Announces what a lost reply left unannounced, as soon as the store can be asked. */
  function heal(conversationId: string): void {
    hub.heal(conversationId).catch(() => setTimeout(() => heal(conversationId), HEAL_MS).unref());
  }
  const writer = ports.createWriter((ids) => {
    setTimeout(() => ids.forEach(heal), HEAL_MS).unref();
  });

  const indexer = new SearchIndexer({ index: ports.searchIndex, busy: () => writer.busy(), onFault });
  const stopFollowing = bus.subscribe((event) => {
    if (event.type === 'message.sent') indexer.notify(event.conversationId, event.message.seq);
    else if (event.type === 'message.edited' || event.type === 'message.deleted') indexer.changed();
  }, 'own');
  indexer.start();

  const slaKeeper = new SlaKeeper({
    store: ports.sla,
    now,
    onFault,
    async announce({ ticketId, changes }) {
      const [ticket] = await ports.tickets.find([ticketId]);
      if (ticket) announceChange(ports, ticket, { changes, accessVersion: null });
    },
  });
  const stopExpecting = bus.subscribe((event) => {
    if (event.type === 'ticket.created' || event.type === 'ticket.updated') slaKeeper.expect(event.ticket);
  });
  slaKeeper.start();

  const sessionPeople: SessionPeople = {
    async presenceInfo(userId) {
      const user = await people.get(userId);
      return user ?? { id: userId, statusText: null, lastSeen: null };
    },
    async setStatusText(userId, statusText) {
      const user = await ports.users.update(userId, { statusText });
      if (user) bus.publish({ type: 'user.changed', userId, suspended: user.suspended });
    },
    async touchLastSeen(userId, at) {
      await ports.users.touchLastSeen(userId, Date.parse(at));
      people.drop(userId);
    },
  };

  const underway = new Set<Promise<void>>();

  const faqViews = new ViewCounter({ store: ports.faqs, now, onFault });

  return {
    ...ports,
    directory,
    hub,
    marks,
    writer,
    turns: new Turns(),
    lines: new Lines(),
    deletions,
    people,
    sessionPeople,
    underway,
    slaKeeper,
    onTicketChanged: (conversationId, reaction) =>
      void announceReaction(ports, conversationId, reaction).catch(onFault),
    faqViews,
    async close() {
      await everybodyGone(hub, underway);
      stopExpecting();
      await slaKeeper.stop();
      stopFollowing();
      await indexer.stop();
      await writer.close();
      await marks.close();
      await faqViews.settled();
      unsubscribe();
      hub.close();
    },
  };
}

/** Settles when the last of the connections that are being closed has ended and it is noted and told who went with them. */
async function everybodyGone(hub: Hub, underway: ReadonlySet<Promise<void>>): Promise<void> {
  for (let waited = 0; hub.size > 0 && waited < GOING_MS; waited += LOOK_MS) await sleep(LOOK_MS);
  while (underway.size > 0) await Promise.all(underway);
  await hub.presenceTold();
}

/** The current time in the form in which the core speaks of it. */
export function timeOf(core: Pick<Core, 'now'>): string {
  return iso(core.now());
}
