import type { Roster } from '../load/job.ts';
import type { Server } from './server.ts';

export const targetNames = ['relay', 'naive', 'plain', 'parley'] as const;
export type TargetName = (typeof targetNames)[number];

/** Who should exist before a measurement: users by index, and conversations by the indexes of their members. */
export type Plan = {
  /** Makes the ids of this measurement different from all others. */
  readonly prefix: string;
  readonly users: number;
  readonly conversations: readonly (readonly number[])[];
};

/** One of the things compared: how it is started, and how people and conversations come to be there. */
export type Target = {
  readonly name: TargetName;
  /** Whether it gives messages the numbers 1, 2, 3 ... in each conversation. */
  readonly numbered: boolean;
  start(nodeArguments?: readonly string[]): Promise<Server>;
  prepare(server: Server, plan: Plan): Promise<Roster>;
  /** How many messages it has stored in all, or null when it stores none. */
  stored(): Promise<number | null>;
};

/** The id of the user with this index. */
export function userId(plan: Plan, index: number): string {
  return `${plan.prefix}-u${index}`;
}

/** The ids of all users of a plan, by index. */
export function userIds(plan: Plan): string[] {
  return Array.from({ length: plan.users }, (_, index) => userId(plan, index));
}
