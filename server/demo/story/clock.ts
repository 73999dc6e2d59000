import type { Case } from '../desk.ts';
import type { Farewell } from '../farewell.ts';
import { type Person, Refused } from '../person.ts';
import { type Stage, StoryError } from '../stage.ts';
import { answers } from '../wire.ts';
import type { WireAccount } from '../wire-support.ts';

const POLICIES = '/api/tickets/sla-policies';
const PROMISE = { firstResponseMinutes: 60, resolutionMinutes: 480 };

/** An admin promises times for tickets like the customer's, unless the site has its own promise, which is then left as it is. */
export async function promiseTimes(stage: Stage, admin: Person, farewell: Farewell): Promise<void> {
  const policies = await admin.call('GET', POLICIES, answers.policies);
  if (policies.high !== null) {
    stage.narrator.act(admin, `leaves the promise for tickets of high priority as it is: ${spoken(policies.high)}`);
    return;
  }
  farewell.add(() => admin.call('PUT', POLICIES, answers.policies, { high: null }));
  const { high } = await admin.call('PUT', POLICIES, answers.policies, { high: PROMISE });
  if (high === null) throw new StoryError('the policy was not kept');
  stage.narrator.act(admin, `promises for tickets of high priority: ${spoken(high)}`);
}

function spoken({ firstResponseMinutes, resolutionMinutes }: typeof PROMISE): string {
  return `an answer within ${firstResponseMinutes} minutes, a solution within ${resolutionMinutes}`;
}

/** The account of a ticket's time, which must be without gaps and breaches. */
export async function readAccount(agent: Person, it: Case): Promise<WireAccount> {
  const account = await agent.call('GET', `/api/tickets/${it.ticket.id}/sla`, answers.account);
  if (account.policy === null) throw new StoryError('the ticket must be under the policy');
  const { intervals, firstResponse, resolution } = account;
  for (const [index, { to }] of intervals.entries()) {
    if (to !== (intervals[index + 1]?.from ?? null)) throw new StoryError(`the account has a gap after ${to}`);
  }
  if (firstResponse?.breachedAt !== null || resolution?.breachedAt !== null) {
    throw new StoryError('a deadline was missed within seconds');
  }
  return account;
}

/** The pause must be in the account, not counted, and must have moved the deadline by its own length. */
export async function checkPause(stage: Stage, it: Case, agent: Person, before: WireAccount): Promise<void> {
  const account = await readAccount(agent, it);
  stage.narrator.act(agent, 'reads the account of its time');
  for (const interval of account.intervals) {
    const { counted, reason, to } = interval;
    const length = to === null ? 'from then on' : seconds(lengthOf(interval));
    stage.narrator.detail(`${length} ${counted ? 'counted' : 'not counted'} (${reason.replaceAll('_', ' ')})`);
  }
  const pause = account.intervals.find(({ reason }) => reason === 'pending');
  if (!pause || pause.counted || pause.to === null) throw new StoryError('the clock must have stood while pending');
  const moved = Date.parse(account.resolution?.dueAt ?? '') - Date.parse(before.resolution?.dueAt ?? '');
  // With business hours a pause may also lie outside them, and move nothing.
  if (account.policy?.businessHours === null && moved !== lengthOf(pause)) {
    throw new StoryError(`a pause of ${lengthOf(pause)} ms moved the deadline by ${moved} ms`);
  }
  stage.narrator.detail(`the deadline is ${seconds(moved)} later for that`);

  const refused = await readAccount(it.customer, it).catch((error: unknown) => error);
  if (!(refused instanceof Refused)) throw new StoryError('a customer read the account');
  stage.narrator.act(it.customer, `asks for it too and is refused: ${refused.code}`);
  await stage.settle();
}

function lengthOf({ from, to }: { readonly from: string; readonly to: string | null }): number {
  return to === null ? 0 : Date.parse(to) - Date.parse(from);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
