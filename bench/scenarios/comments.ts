import type { Roster } from '../load/job.ts';
import type { Stage } from '../stage.ts';
import { post } from '../targets/parley.ts';
import type { Server } from '../targets/server.ts';
import { type Plan, type Target, userId } from '../targets/target.ts';
import { signToken } from '../token.ts';
import { freshPlan, measureExchange } from './exchange.ts';
import { rotated, type Scenario, undisturbed, warmupSeconds, windowSeconds } from './scenario.ts';

const customers = 500;
/** One more user, to whom all customers write. */
const clerk = customers;
const conversations = Array.from({ length: customers }, (_, customer) => [customer, clerk]);

/**
 * Closed loop: 500 customers, each with one message to the same clerk on the way; once in plain conversations, once as
 * comments on their tickets, where the clerk is the agent on duty. The clerk is one, since every comment is told to all
 * agents: with more of them it would be the fan-out that is measured.
 */
export const comments: Scenario = {
  name: 'comments',
  targets: ['parley'],
  samplesEach: 2,
  async run(stage, round) {
    const samples = [];
    for (const variant of rotated(['plain', 'ticket'] as const, round)) {
      const label = `comments, round ${round + 1}, ${variant}`;
      samples.push(await undisturbed(stage, label, () => measureComments(stage, round, variant)));
    }
    return samples;
  },
};

function measureComments(stage: Stage, round: number, variant: 'plain' | 'ticket') {
  const target = stage.target('parley');
  return measureExchange(stage, {
    scenario: 'comments',
    variant,
    round,
    target,
    prepare: (server) => {
      const plan = freshPlan(customers + 1, variant === 'plain' ? conversations : []);
      return variant === 'plain' ? target.prepare(server, plan) : prepareTickets(target, server, plan);
    },
    job: (port, roster) => ({
      kind: 'fanout',
      inFlight: 1,
      port,
      roster,
      // The clerk follows many conversations, whose numbers a load does not tell apart; every copy is still counted.
      numbered: false,
      warmupSeconds: warmupSeconds(stage, 3),
      seconds: windowSeconds(stage, 5),
    }),
  });
}

/** Has every customer open a ticket and the clerk, as an agent, answer it, which makes the clerk a member. */
async function prepareTickets(target: Target, server: Server, plan: Plan): Promise<Roster> {
  const { tokens } = await target.prepare(server, plan);
  const agent = signToken(userId(plan, clerk), 'agent');
  const opened: Roster['conversations'][number][] = [];
  let next = 0;
  const work = async () => {
    for (let customer = next++; customer < customers; customer = next++) {
      const body = { subject: 'Nothing works', description: 'Since this morning.' };
      const ticket = await post(server, '/api/tickets', tokens[customer] as string, body);
      if (!isTicket(ticket)) throw new Error('a ticket has an id and a conversation');
      await post(server, `/api/tickets/${ticket.id}/comments`, agent, { content: 'What do you see?' });
      opened[customer] = { id: ticket.conversationId, members: [customer, clerk] };
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return { tokens: tokens.with(clerk, agent), conversations: opened };
}

function isTicket(answer: unknown): answer is { id: string; conversationId: string } {
  return typeof answer === 'object' && answer !== null && 'id' in answer && 'conversationId' in answer;
}
