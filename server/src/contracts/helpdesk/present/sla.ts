import type { z } from 'zod';
import type { SlaPolicies } from '../../../core/sla/policies.ts';
import type { SlaReport, TargetReport } from '../../../core/sla/report.ts';
import type { policiesAnswer, slaAnswer } from '../schema/sla.ts';

type Hours = z.input<typeof policiesAnswer>['businessHours'];

/** The policy as it is set and shown. */
export function presentPolicies({ targets, businessHours, updatedAt }: SlaPolicies): z.input<typeof policiesAnswer> {
  const { low, medium, high, urgent } = targets;
  return { low, medium, high, urgent, businessHours: presentHours(businessHours), updatedAt };
}

/** The account of a ticket's time. */
export function presentSla(report: SlaReport): z.input<typeof slaAnswer> {
  const { policy, firstResponse, resolution, pausedAt, intervals } = report;
  return {
    policy: policy && {
      version: policy.version,
      validFrom: iso(policy.validFrom),
      priority: policy.priority,
      firstResponseMinutes: policy.firstResponseMinutes,
      resolutionMinutes: policy.resolutionMinutes,
      businessHours: presentHours(policy.businessHours),
    },
    firstResponse: firstResponse && presentTarget(firstResponse),
    resolution: resolution && presentTarget(resolution),
    pausedAt: isoOrNull(pausedAt),
    intervals: intervals.map(({ from, to, counted, reason, policyVersion }) => ({
      from: iso(from),
      to: isoOrNull(to),
      counted,
      reason,
      policyVersion,
    })),
  };
}

function presentHours(hours: SlaPolicies['businessHours']): Hours {
  return hours && { timeZone: hours.timeZone, days: [...hours.days], start: hours.start, end: hours.end };
}

function presentTarget({ targetMinutes, countedMinutes, dueAt, breachedAt }: TargetReport) {
  return { targetMinutes, countedMinutes, dueAt: isoOrNull(dueAt), breachedAt: isoOrNull(breachedAt) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at);
}
