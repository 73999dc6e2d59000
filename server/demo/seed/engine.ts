import type { Pool } from 'pg';
import { createMemoryBus } from '../../src/adapters/memory/bus.ts';
import { createMemoryPresence } from '../../src/adapters/memory/presence.ts';
import { createMemoryTyping } from '../../src/adapters/memory/typing.ts';
import { createAttachmentStore } from '../../src/adapters/postgres/attachments.ts';
import { createConversationStore } from '../../src/adapters/postgres/conversations.ts';
import { createMarkStore } from '../../src/adapters/postgres/marks.ts';
import { createMessageStore } from '../../src/adapters/postgres/messages.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { createServicePackageStore } from '../../src/adapters/postgres/service-packages.ts';
import { createTicketStore } from '../../src/adapters/postgres/tickets.ts';
import { createUserStore } from '../../src/adapters/postgres/users.ts';
import { createWishes } from '../../src/adapters/postgres/wishes.ts';
import { PostgresMessageWriter } from '../../src/adapters/postgres/writer.ts';
import { RecentDeletions } from '../../src/core/conversations/deletions.ts';
import { Directory } from '../../src/core/conversations/directory.ts';
import type { SendPorts } from '../../src/core/conversations/draft.ts';
import { Lines } from '../../src/core/conversations/lines.ts';
import type { MarkStore } from '../../src/core/conversations/marks.ts';
import type { ConversationStore, MessageStore } from '../../src/core/conversations/store.ts';
import { Turns } from '../../src/core/conversations/turns.ts';
import type { TicketStore } from '../../src/core/tickets/store.ts';
import { createUserDirectory, type UserDirectory } from '../../src/core/users/directory.ts';

/** What the core's verbs need to write conversations and tickets, over a database, at the time that its clock shows. */
export type Engine = SendPorts & {
  readonly conversations: ConversationStore;
  readonly messages: MessageStore;
  readonly marks: MarkStore;
  readonly tickets: TicketStore;
  readonly people: UserDirectory;
  readonly turns: Turns;
  readonly pool: Pool;
  /** The secret that the site's links and hashes are made with. */
  siteKey(): Promise<Uint8Array>;
  /** Sets its clock (milliseconds since 1970): what is done next is done then. */
  setTime(at: number): void;
  close(): Promise<void>;
};

/** A message waits for its commit, but no commit for the disk: the last one of the seed does, and all before it with it. */
const HASTY = '-c synchronous_commit=off';
const CONNECTIONS = 3;

/**
 * Puts an engine together whose clock is set by hand, so that history can be written as if it happened then. It is the server's own
 * core over the server's own stores: whatever hangs on a message or a ticket follows as always. It does no background work
 * and tells nobody; running servers find what is there now when they are asked.
 */
export async function openEngine(databaseUrl: string): Promise<Engine> {
  const url = new URL(databaseUrl);
  url.searchParams.set('options', HASTY);
  const pool = createPool(url.href, CONNECTIONS);
  let time = 0;
  const now = () => time;
  // Behind the back only checkpoints of unread counts are moved: one that is not is moved by whoever counts next.
  const onFault = () => {};
  const wishes = createWishes(pool, new Set());
  await wishes.refresh();
  const bus = createMemoryBus();
  const conversations = createConversationStore(pool, now, onFault);
  const directory = new Directory(conversations);
  bus.subscribe((event) => {
    if (event.type === 'access.changed') directory.drop(event.conversationId);
  });
  const files = createAttachmentStore(pool);
  const writer = new PostgresMessageWriter({ url: url.href, pool, now, wishes, tracing: null, onUncertain: () => {} });
  return {
    conversations,
    directory,
    writer,
    bus,
    pool,
    now,
    messages: createMessageStore(pool, now),
    marks: createMarkStore(pool, wishes),
    tickets: createTicketStore(pool, now),
    people: createUserDirectory(createUserStore(pool), bus),
    servicePackages: createServicePackageStore(pool),
    files,
    siteKey: () => files.siteKey(),
    typing: createMemoryTyping(),
    presence: createMemoryPresence(),
    lines: new Lines(),
    turns: new Turns(),
    deletions: new RecentDeletions(now),
    tracing: null,
    announced: () => wishes.types(),
    // What a message did to its ticket has changed who may write: the next one looks anew.
    onTicketChanged: (conversationId) => directory.drop(conversationId),
    setTime(at) {
      time = at;
    },
    async close() {
      await writer.close();
      await pool.end();
    },
  };
}
