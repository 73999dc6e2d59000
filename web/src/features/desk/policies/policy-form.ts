import { type TicketPriority, ticketPriorities } from '../../../ui/ticket-states.ts';

type Targets = { readonly firstResponseMinutes: number; readonly resolutionMinutes: number } | null;
type Hours = {
  readonly timeZone: string;
  readonly days: readonly number[];
  readonly start: string;
  readonly end: string;
};
/** The policy as the API has it. */
export type Policies = Readonly<Record<TicketPriority, Targets>> & { readonly businessHours: Hours | null };

/** No days: time that counts is time at work. */
export const amountUnits = ['minutes', 'hours'] as const;
export type AmountUnit = (typeof amountUnits)[number];
/** A span as it is written. */
export type Amount = { readonly text: string; readonly unit: AmountUnit };
export type TargetForm = { readonly isPromised: boolean; readonly firstResponse: Amount; readonly resolution: Amount };

/** The policy as it is being written. */
export type PolicyForm = {
  readonly targets: Readonly<Record<TicketPriority, TargetForm>>;
  readonly isAlways: boolean;
  readonly hours: Hours;
};

/** Fields that cannot be saved as they are. */
export type FormProblem = `${TicketPriority}.${'firstResponse' | 'resolution'}` | 'days' | 'end';

const lengths: Readonly<Record<AmountUnit, number>> = { minutes: 1, hours: 60 };
const longestMinutes = 365 * 1440;
const usual: Readonly<Record<TicketPriority, readonly [response: number, resolution: number]>> = {
  low: [1440, 7200],
  medium: [480, 2880],
  high: [120, 1440],
  urgent: [30, 480],
};

/** A span in the largest unit in which it is whole. */
export function amountOf(minutes: number): Amount {
  const unit = amountUnits.toReversed().find((one) => minutes % lengths[one] === 0) ?? 'minutes';
  return { text: String(minutes / lengths[unit]), unit };
}

/** The minutes of a span; null where it is no number, less than a minute, more than a year, or no whole number of minutes. */
export function minutesOf({ text, unit }: Amount): number | null {
  const written = text.trim().replace(',', '.');
  const minutes = written === '' ? Number.NaN : Number(written) * lengths[unit];
  return Number.isInteger(minutes) && minutes >= 1 && minutes <= longestMinutes ? minutes : null;
}

/** The policy to write on; `timeZone` stands where it has no hours yet. */
export function formOf(policies: Policies, timeZone: string): PolicyForm {
  const target = (priority: TicketPriority): TargetForm => {
    const targets = policies[priority];
    const [response, resolution] = usual[priority];
    return {
      isPromised: targets !== null,
      firstResponse: amountOf(targets?.firstResponseMinutes ?? response),
      resolution: amountOf(targets?.resolutionMinutes ?? resolution),
    };
  };
  return {
    targets: { low: target('low'), medium: target('medium'), high: target('high'), urgent: target('urgent') },
    isAlways: policies.businessHours === null,
    hours: policies.businessHours ?? { timeZone, days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00' },
  };
}

/** What has to be put right before the policy can be saved. */
export function problemsOf({ targets, isAlways, hours }: PolicyForm): readonly FormProblem[] {
  const problems: FormProblem[] = [];
  for (const priority of ticketPriorities) {
    const { isPromised, firstResponse, resolution } = targets[priority];
    if (isPromised && minutesOf(firstResponse) === null) problems.push(`${priority}.firstResponse`);
    if (isPromised && minutesOf(resolution) === null) problems.push(`${priority}.resolution`);
  }
  if (!isAlways && hours.days.length === 0) problems.push('days');
  if (!isAlways && hours.start >= hours.end) problems.push('end');
  return problems;
}

/** The policy as the API takes it. Only for a form without problems. */
export function policiesOf({ targets, isAlways, hours }: PolicyForm): Policies {
  const target = (priority: TicketPriority): Targets => {
    const { isPromised, ...spans } = targets[priority];
    const [firstResponseMinutes, resolutionMinutes] = [minutesOf(spans.firstResponse), minutesOf(spans.resolution)];
    return isPromised && firstResponseMinutes !== null && resolutionMinutes !== null
      ? { firstResponseMinutes, resolutionMinutes }
      : null;
  };
  return {
    low: target('low'),
    medium: target('medium'),
    high: target('high'),
    urgent: target('urgent'),
    businessHours: isAlways ? null : hours,
  };
}
