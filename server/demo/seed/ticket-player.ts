import { transaction } from '../../src/adapters/postgres/pool.ts';
import { record } from '../../src/adapters/postgres/ticket-changes.ts';
import { assignTicket, rateTicket, setTicketStatus } from '../../src/core/tickets/change.ts';
import { addComment } from '../../src/core/tickets/comments.ts';
import { createTicket } from '../../src/core/tickets/create.ts';
import type { Engine } from './engine.ts';
import { actorOf, personOf } from './people.ts';
import type { Upload } from './player.ts';
import type { Turn } from './story.ts';
import type { TicketPlan } from './tickets.ts';

/** Opens a ticket. @returns its id. */
export async function openTicket(engine: Engine, plan: TicketPlan, category: string, upload: Upload): Promise<string> {
  engine.setTime(plan.createdAt);
  const { subject, description, priority, tags, requester, key } = plan;
  const { ticket } = await createTicket(engine, actorOf(requester), {
    subject,
    description,
    priority,
    category,
    tags,
    attachmentIds: plan.hasPicture ? [await upload(requester.id, 'sketch', key)] : [],
    metadata: {},
    conversationMetadata: {},
    requesterId: null,
    clientId: key,
  });
  return ticket.id;
}

/** Has all happen to a ticket that its plan says. `escalates`: also what the server does by itself, which it has no reason to do yet. */
export async function playTicket(engine: Engine, id: string, plan: TicketPlan, escalates: boolean): Promise<void> {
  const [ticket] = await engine.tickets.find([id]);
  if (!ticket) throw new Error(`the ticket ${id} vanished`);
  for (const turn of plan.turns) {
    engine.setTime(turn.at);
    if (turn.kind === 'read') await readAll(engine, ticket.conversationId, turn.who, turn.at);
    else if (turn.kind === 'escalate') {
      if (escalates) await escalate(engine, id, turn);
    } else await play(engine, id, plan, turn);
  }
}

async function play(
  engine: Engine,
  id: string,
  plan: TicketPlan,
  turn: Exclude<Turn, { readonly kind: 'read' | 'escalate' }>,
): Promise<void> {
  const actor = actorOf(turn.kind === 'rate' ? plan.requester : personOf(turn.by));
  switch (turn.kind) {
    case 'assign':
      await assignTicket(engine, actor, id, turn.to);
      return;
    case 'move':
      await setTicketStatus(engine, actor, id, { status: turn.status, comment: turn.comment });
      return;
    case 'rate':
      await rateTicket(engine, actor, id, { score: turn.score, comment: turn.comment });
      return;
    case 'comment':
    case 'note': {
      const said = { content: turn.text, internal: turn.kind === 'note', attachmentIds: [], clientId: null };
      await addComment(engine, actor, id, said);
    }
  }
}

/** As the server does it when a promise is broken: the priority goes up a step, and the history says that nobody did it. */
async function escalate(
  { pool }: Engine,
  id: string,
  { at, from, to }: Extract<Turn, { readonly kind: 'escalate' }>,
): Promise<void> {
  await transaction(pool, async (client) => {
    await client.query('UPDATE tickets SET priority = $2, updated_at = $3 WHERE id = $1', [id, to, new Date(at)]);
    const change = { field: 'priority', from, to };
    await record(client, id, null, [{ action: 'escalated', change }], new Date(at));
  });
}

async function readAll({ marks }: Engine, conversationId: string, userId: string, at: number): Promise<void> {
  // Further than the last message no mark goes.
  await marks.read([{ conversationId, userId, upToSeq: 1_000_000 }], at);
}
