import type { Actor } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import { checkWritable } from './access.ts';
import type { Access } from './directory.ts';
import type { Draft, InLine, SendInput, SendPorts, Sent } from './draft.ts';
import { storedBefore } from './resend.ts';
import { newMessage, settle } from './settle.ts';
import { ensureMember } from './support.ts';
import type { Message } from './types.ts';

const ATTEMPTS = 5;

/** What asks for a status is judged by the ticket's, not by whether the conversation is closed. */
export function movesTicket({ move }: Pick<SendInput, 'move'>): boolean {
  return move !== undefined && move !== null;
}

/**
 * Writes a checked message and announces it; looks again at who may write as often as that changes meanwhile. What its sender sent
 * there after one that has to be looked at again stays behind it.
 */
export function write(ctx: SendPorts, actor: Actor, access: Access, draft: Draft): Promise<Sent> {
  const { conversationId } = access;
  if (ctx.lines.has(conversationId, actor.userId)) return writeInLine(ctx, actor, conversationId, draft);
  return ctx.writer.write(newMessage(ctx, actor, access, draft)).then((result) => {
    if (result.kind === 'stale') return writeInLine(ctx, actor, conversationId, draft, 1);
    return settle(ctx, actor, conversationId, draft, result);
  });
}

/**
 * The same for what cannot go to the writer as it is, because who may write, or in which role, has to be looked at first: it goes in
 * rounds, each of which takes all that waits. `attempts`: how often it was tried.
 */
export function writeInLine(
  ctx: SendPorts,
  actor: Actor,
  conversationId: string,
  draft: Draft,
  attempts = 0,
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    ctx.lines.add(conversationId, { actor, draft, attempts, resolve, reject }, (round) =>
      writeRound(ctx, conversationId, round),
    );
  });
}

/** Writes what waits in a line, as of now; returns what was stale again, in its order. */
async function writeRound(
  ctx: SendPorts,
  conversationId: string,
  [first, ...others]: readonly [InLine, ...InLine[]],
): Promise<readonly InLine[]> {
  const round = [first, ...others];
  const evenClosed = movesTicket(first.draft);
  let access: Access;
  try {
    const found = checkWritable(await ctx.directory.reload(conversationId), first.actor, evenClosed);
    access = await ensureMember(ctx, first.actor, found, evenClosed);
  } catch (error) {
    for (const { actor, draft, resolve, reject } of round) {
      const earlier = storedBefore(ctx, actor, { ...draft, conversationId }, error);
      earlier.then((sent) => (sent ? resolve(sent) : reject(error)), reject);
    }
    return [];
  }
  const stale: InLine[] = [];
  await Promise.all(
    round.map(async ({ actor, draft, attempts, resolve, reject }) => {
      try {
        const result = await ctx.writer.write(newMessage(ctx, actor, access, draft));
        if (result.kind !== 'stale') resolve(settle(ctx, actor, conversationId, draft, result));
        else if (attempts + 1 >= ATTEMPTS) reject(changingTooFast());
        else stale.push({ actor, draft, attempts: attempts + 1, resolve, reject });
      } catch (error) {
        reject(error);
      }
    }),
  );
  return stale;
}

/** A message for one of several conversations. */
export type Target = { readonly access: Access; readonly draft: Draft };

/**
 * Writes one message into each of several conversations, all of them or none, and announces them. `targets` have no client ids.
 * @throws as `checkWritable` where one of them was shut meanwhile.
 */
export async function writeTogether(
  ctx: SendPorts,
  actor: Actor,
  targets: readonly Target[],
  attempt = 1,
): Promise<Message[]> {
  const messages = targets.map(({ access, draft }) => newMessage(ctx, actor, access, draft));
  const results = await ctx.writer.writeTogether(messages);
  if (results.some(({ kind }) => kind === 'stale')) {
    if (attempt === ATTEMPTS) throw changingTooFast();
    const again: Target[] = [];
    for (const { access, draft } of targets) {
      const found = checkWritable(await ctx.directory.reload(access.conversationId), actor);
      again.push({ access: await ensureMember(ctx, actor, found), draft });
    }
    return writeTogether(ctx, actor, again, attempt + 1);
  }
  const sent = results.map(async (result, index) => {
    const target = targets[index];
    if (!target || result.kind === 'stale') throw new Error('a result without a message');
    return settle(ctx, actor, target.access.conversationId, target.draft, result);
  });
  return (await Promise.all(sent)).map(({ message }) => message);
}

function changingTooFast(): ParleyError {
  return new ParleyError('unavailable', 'The conversation is changing too fast', { retryAfter: 1 });
}
