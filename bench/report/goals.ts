import type { ScenarioName } from '../options.ts';
import type { Figure } from '../scenarios/sample.ts';
import type { TargetName } from '../targets/target.ts';

type Side = { readonly target: TargetName; readonly variant?: string };

/** What to reach: `figure` of one side over the same figure of the other, inside one round; or, where it says so, what one has more. */
export type Goal = {
  readonly id: string;
  readonly title: string;
  readonly scenario: ScenarioName;
  readonly figure: Figure;
  readonly of: Side;
  readonly over: Side;
  readonly better: 'higher' | 'lower';
  readonly atLeast: number;
  readonly aim: number;
  readonly as: 'ratio' | 'difference';
};

const parley: Side = { target: 'parley' };
const relay: Side = { target: 'relay' };
const plain: Side = { target: 'plain' };

/** What Parley wants to reach, in the order of the table. */
export const goals: readonly Goal[] = [
  goal('P1', 'durable messages/s, vs bare Socket.IO relay', 'pairs', 'rate', parley, relay, 'higher', 0.8, 1),
  goal('P2', 'durable messages/s, vs the usual design', 'pairs', 'rate', parley, { target: 'naive' }, 'higher', 10, 14),
  goal('P4', 'CPU per message when saturated, vs relay', 'pairs', 'cpu', parley, relay, 'lower', 1.4, 1.1),
  goal('P5', 'p50 at 250 messages/s, vs relay', 'open', 'p50', parley, relay, 'lower', 2, 1.5),
  goal('P6', 'p99 at 250 messages/s, vs relay', 'open', 'p99', parley, relay, 'lower', 2, 1.2),
  goal('P7', 'memory per idle connection, vs relay', 'idle', 'kilobytes', parley, relay, 'lower', 1.15, 0.8),
  goal('P8', 'deliveries/s in a room of 1,000, vs relay', 'fanout', 'deliveryRate', parley, relay, 'higher', 1, 1.4),
  ...['send', 'first page', 'deepest page', 'unread count', 'search'].map((variant) =>
    growth(
      `history of 1,000,000 vs 100,000: ${variant}`,
      'history',
      'cpu',
      `${variant}, 1000000`,
      `${variant}, 100000`,
    ),
  ),
  growth('database, group of 100 vs 10', 'groups', 'databaseCpu', '100', '10'),
  growth('database, group of 1,000 vs 100', 'groups', 'databaseCpu', '1000', '100'),
  growth('CPU per message, 1,000 connections vs 200', 'connections', 'cpu', '1000', '200'),
  growth('CPU per message, 5,000 connections vs 1,000', 'connections', 'cpu', '5000', '1000'),
  // The routes that read the database stand among the figures only: beside a query written out by hand for other tables
  // they compare two designs, not what the way from the wire to a handler costs.
  goal('P10', 'GET /health/live, vs bare node:http', 'http', 'rate', live(parley), live(plain), 'higher', 0.7, 0.9),
  goal(
    'S1',
    'CPU of a ticket comment, vs a plain message',
    'comments',
    'cpu',
    ours('ticket'),
    ours('plain'),
    'lower',
    1.3,
    1.1,
  ),
  ...['list by status', 'list by assignee', 'ticket search', 'own search', 'FAQ search'].map((variant) =>
    tenfold('S2', variant),
  ),
  tenfold('S3', 'statistics'),
  ...['telehealth', 'travel', 'marketplace', 'charity'].map((variant) =>
    goal(
      'C1',
      `durable messages/s through ${variant}, vs native`,
      'contracts',
      'rate',
      ours(variant),
      ours('native'),
      'higher',
      0.85,
      1,
    ),
  ),
  goal(
    'C2',
    'deliveries/s to 900 of one group on three contracts, vs all on one',
    'mixed',
    'deliveryRate',
    ours('three contracts'),
    ours('one contract'),
    'higher',
    0.8,
    1,
  ),
  goal(
    'N1',
    'CPU per delivery at full load, two processes and Redis vs one alone',
    'processes',
    'cpuPerDelivery',
    ours('two with Redis, full'),
    ours('one, full'),
    'lower',
    1.25,
    1.1,
  ),
  goal(
    'N1',
    'CPU per delivery at 250 messages/s, two processes and Redis vs one alone',
    'processes',
    'cpuPerDelivery',
    ours('two with Redis'),
    ours('one'),
    'lower',
    1.25,
    1.1,
  ),
  goal(
    'N2',
    'milliseconds that two processes and Redis add to the median',
    'processes',
    'p50',
    ours('two with Redis'),
    ours('one'),
    'lower',
    3,
    1,
    'difference',
  ),
  goal(
    'N3',
    'durable messages/s with Kafka, vs without an outlet',
    'outlet',
    'rate',
    ours('Kafka'),
    ours('none'),
    'higher',
    0.9,
    1,
  ),
];

function ours(variant: string): Side {
  return { target: 'parley', variant };
}

function goal(
  id: string,
  title: string,
  scenario: ScenarioName,
  figure: Figure,
  of: Side,
  over: Side,
  better: Goal['better'],
  atLeast: number,
  aim: number,
  as: Goal['as'] = 'ratio',
): Goal {
  return { id, title, scenario, figure, of, over, better, atLeast, aim, as };
}

function growth(title: string, scenario: ScenarioName, figure: Figure, big: string, small: string): Goal {
  return goal('P9', title, scenario, figure, ours(big), ours(small), 'lower', 1.2, 1);
}

function tenfold(id: string, variant: string): Goal {
  const side = (size: string) => ours(`${variant}, ${size}`);
  const title = `100,000 tickets vs 10,000: ${variant}`;
  return goal(id, title, 'tickets', 'cpu', side('large'), side('small'), 'lower', 1.5, 1);
}

function live({ target }: Side): Side {
  return { target, variant: 'live' };
}
