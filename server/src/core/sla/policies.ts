import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../actor.ts';
import { invalid } from '../errors.ts';
import { TICKET_PRIORITIES, type TicketPriority } from '../tickets/types.ts';
import { checkAdmin } from '../users/administration.ts';
import { type BusinessHours, createCalendar } from './calendar.ts';
import type { SlaKeeper } from './keeper.ts';
import type { SlaPolicy, SlaTargets, TargetsByPriority } from './types.ts';

/** The policy that holds from now on. */
export type SlaPolicies = Pick<SlaPolicy, 'targets' | 'businessHours'> & {
  /** Null when none was ever set. */
  readonly updatedAt: string | null;
};

/** What an admin may set; each part is replaced as a whole. */
export type PolicyChanges = { readonly [P in TicketPriority]?: SlaTargets | null | undefined } & {
  readonly businessHours?: BusinessHours | null | undefined;
};

/** The versions of the policy. */
export type SlaPolicyStore = {
  /** The latest version; null when there is none. */
  current(): Promise<SlaPolicy | null>;
  /**
   * Adds the version that `next` makes of the latest one, one caller after the other; nothing when `next` gives null.
   * @returns the version that is the latest afterwards.
   */
  revise(
    at: number,
    actorId: string,
    next: (latest: SlaPolicy | null) => Pick<SlaPolicy, 'targets' | 'businessHours'> | null,
  ): Promise<SlaPolicy | null>;
};

export type PolicyContext = {
  readonly slaPolicies: SlaPolicyStore;
  readonly now: () => number;
  readonly slaKeeper: Pick<SlaKeeper, 'adopt'>;
};

/** Minutes: a year. */
export const LONGEST_TARGET = 525_600;
/** Milliseconds after which even a target of few business hours must be due. */
const FARTHEST_DUE = 5 * 366 * 86_400_000;

const NONE: TargetsByPriority = { low: null, medium: null, high: null, urgent: null };

/** The policy that holds. @throws `forbidden` for everybody but admins. */
export async function getPolicies(ctx: Pick<PolicyContext, 'slaPolicies'>, actor: Actor): Promise<SlaPolicies> {
  checkAdmin(actor);
  return toPolicies(await ctx.slaPolicies.current());
}

/**
 * Sets what is given of the policy. Tickets under way come under it from now on; what counted before stays counted. Where
 * there are very many of them, the last ones come under it after the answer.
 * @throws `forbidden` for everybody but admins; `validation_failed` for a target that the business hours put years ahead.
 */
export async function putPolicies(ctx: PolicyContext, actor: Actor, changes: PolicyChanges): Promise<SlaPolicies> {
  checkAdmin(actor);
  const at = ctx.now();
  const policy = await ctx.slaPolicies.revise(at, actor.userId, (latest) => {
    const before = { targets: latest?.targets ?? NONE, businessHours: latest?.businessHours ?? null };
    const next = merge(before, changes);
    if (isDeepStrictEqual(next, before)) return null;
    checkReachable(next, at);
    return next;
  });
  await ctx.slaKeeper.adopt();
  return toPolicies(policy);
}

type Rules = Pick<SlaPolicy, 'targets' | 'businessHours'>;

function merge({ targets, businessHours }: Rules, changes: PolicyChanges): Rules {
  const of = (priority: TicketPriority) => (changes[priority] === undefined ? targets[priority] : changes[priority]);
  return {
    targets: { low: of('low'), medium: of('medium'), high: of('high'), urgent: of('urgent') },
    businessHours: changes.businessHours === undefined ? businessHours : changes.businessHours,
  };
}

function checkReachable({ targets, businessHours }: Rules, at: number): void {
  const calendar = createCalendar(businessHours);
  for (const priority of TICKET_PRIORITIES) {
    for (const field of ['firstResponseMinutes', 'resolutionMinutes'] as const) {
      const minutes = targets[priority]?.[field] ?? 0;
      if (calendar.addCounted(at, minutes * 60_000) - at > FARTHEST_DUE)
        throw invalid(`${priority}.${field}`, 'takes more than five years of these business hours');
    }
  }
}

function toPolicies(policy: SlaPolicy | null): SlaPolicies {
  if (policy === null) return { targets: NONE, businessHours: null, updatedAt: null };
  const { targets, businessHours, validFrom } = policy;
  return { targets, businessHours, updatedAt: new Date(validFrom).toISOString() };
}
