import type { DialectName } from '../load/dialects.ts';
import type { Stage } from '../stage.ts';
import { post } from '../targets/parley.ts';
import { userId } from '../targets/target.ts';
import { signToken } from '../token.ts';
import { freshPlan, inPairs, measureExchange } from './exchange.ts';
import { inTurns, type Scenario, warmupSeconds, windowSeconds } from './scenario.ts';

const clients = 1000;
const spoken = ['native', 'telehealth', 'travel', 'marketplace', 'charity'] as const;

/**
 * Closed loop: 500 pairs of a patient and a doctor, every client with one message on the way; the same people once over each
 * contract, with all that the contract's clients hear of a message (receipts, rows of lists) counted in.
 */
export const contracts: Scenario = {
  name: 'contracts',
  targets: ['parley'],
  samplesEach: spoken.length,
  run: (stage, round) =>
    inTurns(
      stage,
      { name: 'contracts', round },
      spoken.map((dialect) => [dialect, dialect] as const),
      (_variant, dialect) => measureContract(stage, round, dialect),
    ),
};

function measureContract(stage: Stage, round: number, dialect: DialectName) {
  const target = stage.target('parley');
  return measureExchange(stage, {
    scenario: 'contracts',
    variant: dialect,
    round,
    target,
    async prepare(server) {
      const plan = freshPlan(clients, inPairs(clients));
      const { tokens, conversations } = await target.prepare(server, plan);
      const doctors = Array.from({ length: clients / 2 }, (_, pair) => userId(plan, 2 * pair + 1));
      const users = doctors.map((id) => ({ id, name: `User ${id}`, userType: 'doctor' }));
      await post(server, '/api/users/import', signToken('bench-admin', 'admin'), { users });
      const named = conversations.map((one) => ({
        ...one,
        memberIds: one.members.map((member) => userId(plan, member)),
      }));
      return { dialect, tokens, conversations: named };
    },
    job: (port, roster) => ({
      kind: 'pairs',
      port,
      roster,
      numbered: true,
      warmupSeconds: warmupSeconds(stage, 3),
      seconds: windowSeconds(stage, 5),
    }),
  });
}
