import type { Role } from '../actor.ts';
import type { ConversationType, MemberRole } from './types.ts';

/** What a message in a ticket's conversation may set going. */
export type AccessTicket = {
  readonly id: string;
  readonly requesterId: string;
  /** Pending or resolved: the requester's next message opens it again. */
  readonly dormant: boolean;
  /** An agent has answered in public. */
  readonly answered: boolean;
};

export type AccessMember = {
  readonly role: MemberRole;
  readonly hidden: boolean;
  /** The role they were last known to write in, where a conversation keeps that for ever; null where it does not. */
  readonly userRole: Role | null;
};

/** Who may write in a conversation, as of one access version. */
export type Access = {
  readonly conversationId: string;
  readonly type: ConversationType;
  readonly status: 'active' | 'closed';
  /** The ticket whose conversation it is. What stands here changes with the access version. */
  readonly ticket: AccessTicket | null;
  readonly accessVersion: number;
  /** In order of joining. */
  readonly members: ReadonlyMap<string, AccessMember>;
  /** Members of a direct conversation whose partner blocked them. */
  readonly blocked: ReadonlySet<string>;
};

export type AccessStore = {
  /** Null when there is no such conversation. Reads from the primary. */
  loadAccess(conversationId: string): Promise<Access | null>;
};

const MAX_ENTRIES = 20_000;

/**
 * Remembers who belongs to the conversations that are in use here. The memory may be behind: the writer compares its
 * access version with the store's, and every `access.changed` event drops the entry.
 */
export class Directory {
  readonly #store: AccessStore;
  readonly #entries = new Map<string, Access>();
  readonly #loading = new Map<string, Promise<Access | null>>();

  constructor(store: AccessStore) {
    this.#store = store;
  }

  /** What is remembered, without asking the store. */
  peek(conversationId: string): Access | undefined {
    return this.#entries.get(conversationId);
  }

  /** What is remembered, else what the store says; null when there is no such conversation. */
  async get(conversationId: string): Promise<Access | null> {
    return this.#entries.get(conversationId) ?? this.#load(conversationId);
  }

  /** What the store says now. */
  async reload(conversationId: string): Promise<Access | null> {
    this.drop(conversationId);
    return this.#load(conversationId);
  }

  /** Forgets a conversation; a load that is under way will not be remembered either. */
  drop(conversationId: string): void {
    this.#entries.delete(conversationId);
    this.#loading.delete(conversationId);
  }

  /** Forgets all; what is being loaded will not be remembered either. */
  clear(): void {
    this.#entries.clear();
    this.#loading.clear();
  }

  #load(conversationId: string): Promise<Access | null> {
    const known = this.#loading.get(conversationId);
    if (known) return known;
    const load = this.#store.loadAccess(conversationId).then(
      (access) => {
        if (this.#loading.get(conversationId) === load) {
          this.#loading.delete(conversationId);
          if (access) this.#remember(access);
        }
        return access;
      },
      (error) => {
        if (this.#loading.get(conversationId) === load) this.#loading.delete(conversationId);
        throw error;
      },
    );
    this.#loading.set(conversationId, load);
    return load;
  }

  #remember(access: Access): void {
    if (this.#entries.size >= MAX_ENTRIES) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
    }
    this.#entries.set(access.conversationId, access);
  }
}
