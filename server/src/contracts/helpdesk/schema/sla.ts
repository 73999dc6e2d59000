import { z } from 'zod';
import { minutesOfDay } from '../../../core/sla/calendar.ts';
import { LONGEST_TARGET } from '../../../core/sla/policies.ts';
import { isTimeZone } from '../../../core/time/zones.ts';
import { idText, nonEmptyText, text } from '../../../wire/schema.ts';

const time = z.iso.datetime();

const minutes = z
  .number()
  .int('must be a whole number of minutes')
  .min(1, 'must be at least 1')
  .max(LONGEST_TARGET, `must be at most ${LONGEST_TARGET}, which is a year`);

const targets = z.object({ firstResponseMinutes: minutes, resolutionMinutes: minutes }).nullable().meta({
  description: 'Minutes of business hours; null promises nothing',
});

const day = z
  .number()
  .int('must be a weekday from 1 (Monday) to 7 (Sunday)')
  .min(1, 'must be a weekday from 1 (Monday) to 7 (Sunday)')
  .max(7, 'must be a weekday from 1 (Monday) to 7 (Sunday)');

const businessHours = z
  .object({
    timeZone: text(100).refine(isTimeZone, 'must be an IANA time zone, such as Europe/Berlin'),
    days: z
      .array(day)
      .min(1, 'must name a day')
      .refine((days) => new Set(days).size === days.length, 'must not name a day twice: its hours would overlap')
      .meta({ description: 'ISO 8601: 1 is Monday, 7 is Sunday' }),
    start: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00'),
    end: z
      .string()
      .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time such as 17:00, or 24:00')
      .meta({ description: 'After `start`, on the same day; at most 24:00' }),
  })
  .refine(({ start, end }) => minutesOfDay(start) < minutesOfDay(end), {
    path: ['end'],
    message: 'must be after start; hours cannot go over midnight',
  })
  .nullable()
  .meta({ description: 'When work is done; null is around the clock' });

export const putPolicies = z
  .object({
    low: targets.optional(),
    medium: targets.optional(),
    high: targets.optional(),
    urgent: targets.optional(),
    businessHours: businessHours.optional(),
  })
  .meta({
    examples: [
      {
        urgent: { firstResponseMinutes: 15, resolutionMinutes: 240 },
        businessHours: { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00' },
      },
    ],
  });

const targetsAnswer = z.object({ firstResponseMinutes: z.int(), resolutionMinutes: z.int() });
const hoursAnswer = z.object({ timeZone: z.string(), days: z.array(z.int()), start: z.string(), end: z.string() });

export const policiesAnswer = z
  .object({
    low: targetsAnswer.nullable(),
    medium: targetsAnswer.nullable(),
    high: targetsAnswer.nullable(),
    urgent: targetsAnswer.nullable(),
    businessHours: hoursAnswer.nullable(),
    updatedAt: time.nullable(),
  })
  .meta({ id: 'SlaPolicies' });

const targetAnswer = z.object({
  targetMinutes: z.int(),
  countedMinutes: z.int(),
  dueAt: time.nullable(),
  breachedAt: time.nullable(),
});

export const slaAnswer = z
  .object({
    policy: targetsAnswer
      .extend({
        version: z.int(),
        validFrom: time,
        priority: z.enum(['low', 'medium', 'high', 'urgent']),
        businessHours: hoursAnswer.nullable(),
      })
      .nullable(),
    firstResponse: targetAnswer.nullable(),
    resolution: targetAnswer.nullable(),
    pausedAt: time.nullable(),
    intervals: z.array(
      z.object({
        from: time,
        to: time.nullable(),
        counted: z.boolean(),
        reason: z.enum([
          'created',
          'business_hours',
          'resumed',
          'reopened',
          'policy_changed',
          'priority_changed',
          'pending',
          'outside_business_hours',
          'resolved',
          'closed',
          'no_policy',
        ]),
        policyVersion: z.int().nullable(),
      }),
    ),
  })
  .meta({ id: 'TicketSlaLedger' });

/** What a ticket shows of its deadlines. */
export const ticketSla = z
  .object({
    firstResponseDueAt: time.nullable(),
    resolutionDueAt: time.nullable(),
    firstResponseBreached: z.boolean(),
    resolutionBreached: z.boolean(),
    pausedAt: time.nullable(),
  })
  .meta({ id: 'TicketSla' });

/** Shares of 0 to 1; null where nothing is decided yet. */
export const slaRates = z.object({
  firstResponseBreachRate: z.number().nullable(),
  resolutionBreachRate: z.number().nullable(),
});

export const escalate = z
  .object({ reason: nonEmptyText(2000), assigneeId: idText.nullish() })
  .transform(({ reason, assigneeId }) => ({ reason, assigneeId: assigneeId ?? null }))
  .meta({ examples: [{ reason: 'The customer is without service' }] });
