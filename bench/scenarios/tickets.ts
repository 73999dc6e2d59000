import type { Job } from '../load/job.ts';
import { measure } from '../measure.ts';
import type { Stage } from '../stage.ts';
import type { Server } from '../targets/server.ts';
import type { Target } from '../targets/target.ts';
import { signToken } from '../token.ts';
import { request } from './http.ts';
import { type Sample, windowFigures } from './sample.ts';
import { rotated, type Scenario, undisturbed, warmupSeconds, windowSeconds } from './scenario.ts';
import { agentId, fillSite, rareWord, searcherId } from './ticket-site.ts';

/** How many tickets, with ten comments each, and as many FAQs. */
const sizes = { small: 10_000, large: 100_000 };
const quickSizes = { small: 2000, large: 20_000 };

type Size = keyof typeof sizes;
type Site = { readonly target: Target; readonly statsFrom: string; readonly statsTo: string };

const sites = new Map<Size, Promise<Site>>();

/**
 * The same questions of an agent (and one of a customer) at a help desk with 10,000 tickets and at one that has gone on
 * for ten times as long: the lists have ten times as many tickets to show, searches find the same number in both, and the
 * statistics are of the same number of days and tickets.
 */
export const tickets: Scenario = {
  name: 'tickets',
  targets: ['parley'],
  samplesEach: 2 * 6,
  async run(stage, round) {
    const samples: Sample[] = [];
    for (const size of rotated(['small', 'large'] as const, round)) {
      const known = sites.get(size) ?? open(stage, size);
      sites.set(size, known);
      samples.push(...(await measureSite(stage, round, size, await known)));
    }
    return samples;
  },
};

async function open(stage: Stage, size: Size): Promise<Site> {
  const tickets = (stage.options.quick ? quickSizes : sizes)[size];
  const url = await stage.postgres.create(`tickets_${size}`);
  const target = stage.parleyOn(url);
  return { target, ...(await fillSite(stage.progress, target, url, tickets)) };
}

async function measureSite(
  stage: Stage,
  round: number,
  size: Size,
  { target, statsFrom, statsTo }: Site,
): Promise<Sample[]> {
  const agent = signToken(agentId, 'agent');
  const searcher = signToken(searcherId);
  const requests: [string, string][] = [
    ['list by status', request('/api/tickets?status=open&priority=high&sort=-createdAt', agent)],
    ['list by assignee', request(`/api/tickets?assigneeId=${agentId}&status=open,pending`, agent)],
    ['ticket search', request(`/api/tickets/search?q=${rareWord}`, agent)],
    ['own search', request(`/api/tickets/search?q=${rareWord}`, searcher)],
    ['FAQ search', request(`/api/faqs/search?q=${rareWord}`, agent)],
    ['statistics', request(`/api/tickets/stats?from=${statsFrom}&to=${statsTo}`, agent)],
  ];
  const samples: Sample[] = [];
  const server = await target.start();
  try {
    for (const [name, text] of requests) {
      const take = async (): Promise<Sample> => {
        const measured = await measure(stage, server, askingFor(stage, server, text));
        return {
          scenario: 'tickets',
          variant: `${name}, ${size}`,
          target: target.name,
          round,
          figures: windowFigures(measured),
          faults: { ...measured.faults, unstored: 0 },
          firstError: measured.firstError,
          ownShare: measured.ownShare,
          neighbours: measured.neighbours,
        };
      };
      samples.push(await undisturbed(stage, `tickets, round ${round + 1}, ${name}, ${size}`, take));
    }
  } finally {
    await server.stop();
  }
  return samples;
}

function askingFor(stage: Stage, server: Server, text: string): Job {
  const times = { warmupSeconds: warmupSeconds(stage, 1), seconds: windowSeconds(stage, 3) };
  return { kind: 'http', port: server.port, requests: [text], connections: 10, ...times };
}
