import type { DialectName } from '../load/dialects.ts';
import { freshPlan, inOneRoom, measureExchange } from './exchange.ts';
import { inTurns, type Scenario, warmupSeconds, windowSeconds } from './scenario.ts';

const subscribers = 900;
const members = subscribers + 1;

/** Who speaks what: the sender is the first and always native; the others take turns. */
const variants: Readonly<Record<string, readonly DialectName[]>> = {
  'one contract': spread(['native']),
  'three contracts': spread(['native', 'marketplace', 'charity']),
};

function spread(dialects: readonly [DialectName, ...DialectName[]]): DialectName[] {
  const others = Array.from({ length: subscribers }, (_, at) => dialects[at % dialects.length] ?? dialects[0]);
  return ['native', ...others];
}

/** One sender and 900 subscribers of one group, four messages on the way: all on one contract, and spread over three. */
export const mixed: Scenario = {
  name: 'mixed',
  targets: ['parley'],
  samplesEach: Object.keys(variants).length,
  run(stage, round) {
    const target = stage.target('parley');
    return inTurns(stage, { name: 'mixed', round }, Object.entries(variants), (variant, dialect) =>
      measureExchange(stage, {
        scenario: 'mixed',
        variant,
        round,
        target,
        prepare: async (server) => ({
          ...(await target.prepare(server, freshPlan(members, inOneRoom(members)))),
          dialect,
        }),
        job: (port, roster) => ({
          kind: 'fanout',
          inFlight: 4,
          port,
          roster,
          numbered: target.numbered,
          warmupSeconds: warmupSeconds(stage, 2),
          seconds: windowSeconds(stage, 5),
        }),
      }),
    );
  },
};
