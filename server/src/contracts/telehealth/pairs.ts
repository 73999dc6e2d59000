import type { Core } from '../../core/core.ts';
import { isConversationId } from '../../core/ids.ts';
import { createRecentMap } from '../../core/lru.ts';
import { mayTalk, type Person, personOf } from './people.ts';
import { SHOWN } from './scope.ts';

/** A conversation that this contract shows, and who is in it. */
export type Pair = { readonly conversationId: string; readonly people: readonly [Person, Person] };

const CAPACITY = 20_000;

/**
 * Tells which conversations exist here: those of two people of whom at least one is a doctor, or was one while they were
 * in it. Answers from what the process remembers wherever it can.
 */
export class Pairs {
  readonly #core: Core;
  /** Conversations without a doctor: whether they had one once. "No" may change with any change of a user. */
  #formerly = createRecentMap<string, { readonly had: boolean }>(CAPACITY);

  constructor(core: Core) {
    this.#core = core;
    core.bus.subscribe((event) => {
      if (event.type === 'user.changed') this.#formerly = createRecentMap(CAPACITY);
    });
  }

  /** Null for what is not shown here; undefined when it has to be looked up. */
  peek(conversationId: string): Pair | null | undefined {
    const access = this.#core.directory.peek(conversationId);
    if (!access) return undefined;
    if (access.type !== 'direct' || access.members.size !== 2) return null;
    const [a = '', b = ''] = access.members.keys();
    const [one, two] = [this.#core.people.peek(a), this.#core.people.peek(b)];
    if (!one || !two) return undefined;
    const people = [personOf(one), personOf(two)] as const;
    const had = mayTalk(...people) || this.#formerly.get(conversationId)?.had;
    return had === undefined ? undefined : had ? { conversationId, people } : null;
  }

  /** The same, looked up where need be. */
  async get(conversationId: string): Promise<Pair | null> {
    const known = this.peek(conversationId);
    if (known !== undefined) return known;
    const access = isConversationId(conversationId) ? await this.#core.directory.get(conversationId) : null;
    if (access?.type !== 'direct' || access.members.size !== 2) return null;
    const [a = '', b = ''] = access.members.keys();
    const users = await this.#core.people.getMany([a, b]);
    const [one, two] = [users.get(a), users.get(b)];
    if (!one || !two) return null;
    const people = [personOf(one), personOf(two)] as const;
    if (mayTalk(...people)) return { conversationId, people };
    const remembered = this.#formerly;
    const had = await this.#core.conversations.isWithin(conversationId, SHOWN);
    remembered.set(conversationId, { had });
    return had ? { conversationId, people } : null;
  }
}

/** The two of a pair as somebody sees them; null for an outsider. */
export function sidesOf(pair: Pair, userId: string): { readonly me: Person; readonly other: Person } | null {
  const [one, two] = pair.people;
  if (one.id === userId) return { me: one, other: two };
  return two.id === userId ? { me: two, other: one } : null;
}
