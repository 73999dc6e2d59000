import { z } from 'zod';
import { timeShape } from './shapes.ts';

/** The objects of service levels. */

const slaTargetsShape = z.strictObject({ firstResponseMinutes: z.int(), resolutionMinutes: z.int() });

const businessHoursShape = z.strictObject({
  timeZone: z.string(),
  days: z.array(z.int()),
  start: z.string(),
  end: z.string(),
});

export const slaPoliciesShape = z.strictObject({
  low: slaTargetsShape.nullable(),
  medium: slaTargetsShape.nullable(),
  high: slaTargetsShape.nullable(),
  urgent: slaTargetsShape.nullable(),
  businessHours: businessHoursShape.nullable(),
  updatedAt: z.iso.datetime().nullable(),
});

export const ticketSlaShape = z.strictObject({
  firstResponseDueAt: timeShape.nullable(),
  resolutionDueAt: timeShape.nullable(),
  firstResponseBreached: z.boolean(),
  resolutionBreached: z.boolean(),
  pausedAt: timeShape.nullable(),
});

const targetShape = z.strictObject({
  targetMinutes: z.int().min(1),
  countedMinutes: z.int().min(0),
  dueAt: timeShape.nullable(),
  breachedAt: timeShape.nullable(),
});

/** What `GET /api/tickets/:id/sla` gives. */
export const slaShape = z.strictObject({
  policy: slaTargetsShape
    .extend({
      version: z.int().min(1),
      validFrom: timeShape,
      priority: z.enum(['low', 'medium', 'high', 'urgent']),
      businessHours: businessHoursShape.nullable(),
    })
    .nullable(),
  firstResponse: targetShape.nullable(),
  resolution: targetShape.nullable(),
  pausedAt: timeShape.nullable(),
  intervals: z.array(
    z.strictObject({
      from: timeShape,
      to: timeShape.nullable(),
      counted: z.boolean(),
      reason: z.string().regex(/^[a-z_]+$/),
      policyVersion: z.int().nullable(),
    }),
  ),
});

const rate = z.number().min(0).max(1).nullable();
export const slaRatesShape = z.strictObject({ firstResponseBreachRate: rate, resolutionBreachRate: rate });
export const backlogShape = z.array(z.strictObject({ date: z.iso.date(), open: z.int().min(0) }));
