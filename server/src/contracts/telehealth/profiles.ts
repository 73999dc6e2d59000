import type { Core } from '../../core/core.ts';
import { ParleyError } from '../../core/errors.ts';
import { createRecentMap } from '../../core/lru.ts';
import { isUserId } from '../../core/users/ids.ts';
import type { KnownUser } from '../../core/users/store.ts';
import type { ServiceAnswer, ServiceProfile, UserService } from '../../core/users/user-service.ts';
import { type Person, personOf } from './people.ts';

/** While the service fails, so long goes by before somebody waits for it again. */
const FAILED_MS = 1_000;
const CAPACITY = 50_000;
const NO_ANSWER: ServiceAnswer = { profile: null, goodForMs: 0 };

type Asked = { readonly until: number; readonly failed: boolean };

/**
 * Who people are, where a user service knows it better than the engine. What it says is taken over into the engine's own
 * users, so that lists, filters, events and other contracts show the same, for as long as the answer is good; what a token or an
 * admin says otherwise holds until it is asked again. Without a service it does nothing.
 */
export class Profiles {
  readonly #core: Core;
  readonly #service: UserService | null;
  readonly #asked = createRecentMap<string, Asked>(CAPACITY);
  readonly #asking = new Map<string, Promise<boolean>>();

  constructor(core: Core, service: UserService | null) {
    this.#core = core;
    this.#service = service;
    if (!service) return;
    core.bus.subscribe((event) => {
      if (event.type === 'user.changed') this.#asked.delete(event.userId);
    });
  }

  /** Whether the engine's own users are what there is to know of `ids`. */
  isFresh(...ids: readonly string[]): boolean {
    if (!this.#service) return true;
    const now = this.#core.now();
    return ids.every((id) => (this.#asked.get(id)?.until ?? 0) > now);
  }

  /**
   * Takes over what the service says of `ids`, asked as the caller. Never rejects: without an answer the engine's data serve, and
   * at once for those of whom it gave none last time, although it is asked again.
   */
  async refresh(ids: readonly string[], authorization: string): Promise<void> {
    const stale = ids.filter((id) => !this.isFresh(id));
    const hopeful = new Set(stale.filter((id) => !this.#asked.get(id)?.failed));
    const asking = stale.map((id) => {
      const answer = this.#ask(id, authorization).catch(() => false);
      return hopeful.has(id) ? answer : null;
    });
    await Promise.all(asking);
  }

  /**
   * Somebody by id, introduced to the engine when only the service knows them; null when nobody does.
   * @throws `internal_error` when the service fails and the engine does not know them either.
   */
  async find(id: string, authorization: string): Promise<Person | null> {
    if (!isUserId(id)) return null;
    const failed = this.isFresh(id) ? null : await this.#ask(id, authorization).then(() => null, faultOf);
    const user = await this.#core.people.get(id);
    if (user) return personOf(user);
    if (failed) throw new ParleyError('internal_error', 'Something went wrong on our side');
    return null;
  }

  #ask(id: string, authorization: string): Promise<boolean> {
    const known = this.#asking.get(id);
    if (known) return known;
    const asking = this.#learn(id, authorization).finally(() => this.#asking.delete(id));
    this.#asking.set(id, asking);
    return asking;
  }

  /** True when the service knows somebody. */
  async #learn(id: string, authorization: string): Promise<boolean> {
    try {
      const { profile, goodForMs } = (await this.#service?.profile(id, authorization)) ?? NO_ANSWER;
      const isKnown = profile ? await this.#takeOver(id, profile) : (await this.#core.people.get(id)) !== null;
      if (isKnown) this.#asked.set(id, { until: this.#core.now() + goodForMs, failed: false });
      return profile !== null;
    } catch (error) {
      const failed: Asked = { until: this.#core.now() + FAILED_MS, failed: true };
      // Whom the engine does not know either is no answer, and is asked for each time.
      if (await this.#core.people.get(id)) this.#asked.set(id, failed);
      throw error;
    }
  }

  async #takeOver(id: string, profile: ServiceProfile): Promise<boolean> {
    const { users, people, bus } = this.#core;
    const said = saidBy(profile);
    let user = await people.get(id);
    if (!user) {
      if (await users.insert({ id, role: 'user', ...said, name: said.name ?? id }, {})) return true;
      user = await people.get(id);
    }
    const changes = user && differing(said, user);
    if (!changes) return user !== null;
    const updated = await users.update(id, changes);
    if (updated) bus.publish({ type: 'user.changed', userId: id, suspended: updated.suspended });
    return updated !== null;
  }
}

function faultOf(error: unknown): unknown {
  return error ?? true;
}

type Said = Partial<Pick<KnownUser, 'name' | 'userType' | 'avatar' | 'specialty'>>;

/** What a profile says something of. */
function saidBy({ name, userType, avatar, specialty }: ServiceProfile): Said {
  return {
    ...(name !== null && { name }),
    ...(userType !== null && { userType }),
    ...(avatar !== null && { avatar }),
    ...(specialty !== null && { specialty }),
  };
}

function differing(said: Said, user: KnownUser): Said | null {
  const changes: Said = {
    ...(said.name !== undefined && said.name !== user.name && { name: said.name }),
    ...(said.userType !== undefined && said.userType !== user.userType && { userType: said.userType }),
    ...(said.avatar !== undefined && said.avatar !== user.avatar && { avatar: said.avatar }),
    ...(said.specialty !== undefined && said.specialty !== user.specialty && { specialty: said.specialty }),
  };
  return Object.keys(changes).length > 0 ? changes : null;
}
