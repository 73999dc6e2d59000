import type { Roster } from '../load/job.ts';
import { measure } from '../measure.ts';
import type { Stage } from '../stage.ts';
import { post } from '../targets/parley.ts';
import type { Server } from '../targets/server.ts';
import { type Target, userIds } from '../targets/target.ts';
import { signToken } from '../token.ts';
import { freshPlan } from './exchange.ts';
import { type Sample, windowFigures } from './sample.ts';
import { type Scenario, targetsOf, undisturbed, warmupSeconds, windowSeconds } from './scenario.ts';

const httpRoutes = ['live', 'unread', 'page'] as const;
type Route = (typeof httpRoutes)[number];

const users = 20;
const messagesEach = 30;
/** Everybody shares a conversation with the five next in a circle, so that each has ten. */
const circle = Array.from({ length: users * 5 }, (_, index) => {
  const user = index % users;
  return [user, (user + 1 + Math.floor(index / users)) % users];
});

/** HTTP routes over 100 kept-alive connections, Parley beside bare node:http and pg. */
export const http: Scenario = {
  name: 'http',
  targets: ['plain', 'parley'],
  samplesEach: httpRoutes.length,
  async run(stage, round) {
    const samples: Sample[] = [];
    for (const target of targetsOf(stage, round, http)) {
      const server = await target.start();
      try {
        const roster = await fill(stage, target, server);
        for (const route of httpRoutes) {
          const take = () => measureRoute(stage, round, target, server, route, requestsOf(route, roster));
          samples.push(await undisturbed(stage, `http, round ${round + 1}, ${target.name}, ${route}`, take));
        }
      } finally {
        await server.stop();
      }
    }
    return samples;
  },
};

/** Gives everybody ten conversations of sixty messages, half of them unread. */
async function fill(stage: Stage, target: Target, server: Server): Promise<Roster> {
  const plan = freshPlan(users, circle);
  if (target.name === 'plain') {
    const ids = await stage.usualTables.fill(plan, messagesEach);
    const tokens = userIds(plan).map((id) => signToken(id));
    return { tokens, conversations: circle.map((members, index) => ({ id: ids[index] as string, members })) };
  }
  const roster = await target.prepare(server, plan);
  await Promise.all(
    roster.conversations.map(async ({ id, members }) => {
      for (let count = 0; count < messagesEach * members.length; count += 1) {
        const token = roster.tokens[members[count % members.length] as number] as string;
        const content = 'the quick brown fox '.repeat(5);
        await post(server, '/api/messaging/messages', token, { conversationId: id, content });
      }
    }),
  );
  return roster;
}

function requestsOf(route: Route, roster: Roster): string[] {
  if (route === 'live') return [request('/health/live', null)];
  if (route === 'unread') return roster.tokens.map((token) => request('/api/messaging/unread-count', token));
  return roster.conversations.map(({ id, members }) =>
    request(`/api/messaging/conversations/${id}/messages`, roster.tokens[members[0] as number] as string),
  );
}

/** A GET request as it goes over the wire, asking for no compression. */
export function request(address: string, token: string | null): string {
  const authorization = token === null ? '' : `Authorization: Bearer ${token}\r\n`;
  return `GET ${address} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\nAccept: application/json\r\n${authorization}\r\n`;
}

async function measureRoute(
  stage: Stage,
  round: number,
  target: Target,
  server: Server,
  variant: Route,
  requests: readonly string[],
): Promise<Sample> {
  const measured = await measure(stage, server, {
    kind: 'http',
    port: server.port,
    requests,
    connections: 100,
    warmupSeconds: warmupSeconds(stage, 2),
    seconds: windowSeconds(stage, 4),
  });
  return {
    scenario: 'http',
    variant,
    target: target.name,
    round,
    figures: windowFigures(measured),
    faults: { ...measured.faults, unstored: 0 },
    firstError: measured.firstError,
    ownShare: measured.ownShare,
    neighbours: measured.neighbours,
  };
}
