import type { Actor } from '../../core/actor.ts';
import { accessForWriting, accessMessageById } from '../../core/conversations/access.ts';
import type { Access } from '../../core/conversations/directory.ts';
import type { SendInput, Sent } from '../../core/conversations/draft.ts';
import { passOn, sourceOf } from '../../core/conversations/forward.ts';
import { findSent } from '../../core/conversations/resend.ts';
import { prepareSend } from '../../core/conversations/send.ts';
import type { Message } from '../../core/conversations/types.ts';
import { invalid, ParleyError } from '../../core/errors.ts';
import { copyForForward } from '../../core/files/copy.ts';
import { removeUnused } from '../../core/files/remove.ts';
import { findUpload, useUpload } from '../../core/files/share.ts';
import { type Counted, giveBackSend, type SendCounter, takeSend } from '../../wire/throttle.ts';
import { accessWriting } from './access.ts';
import type { MarketplaceContext } from './context.ts';
import { categoryOf } from './present/files.ts';
import type { Asked, Subject } from './schema/messages.ts';

/** A send that has its place in the queue; `done` settles once it is durable. */
export type Begun = { readonly done: Promise<Sent> };

/** What is sent through this contract counts by itself. */
const SENDS: SendCounter = { name: 'send marketplace', perHour: 100 };

/** How often a file is tried that other sends of its owner take at the same time. */
const ATTEMPTS = 4;

/**
 * Begins to send a message. A text is in the writer's queue when this returns, where all is remembered that has to be known.
 * Only what is new counts against the hourly limit.
 * @throws and rejects with what `prepareSend` does, and `rate_limited`.
 */
export function beginSend(
  ctx: MarketplaceContext,
  actor: Actor,
  conversationId: string,
  asked: Asked,
): Begun | Promise<Begun> {
  const { core } = ctx;
  const input = inputOf(conversationId, asked);
  return counted(ctx, actor, input, () =>
    asked.subject.kind === 'words' ? prepareSend(core, actor, input) : prepareWith(ctx, actor, input, asked.subject),
  );
}

/** The request as it tells repeats from other messages. */
function inputOf(conversationId: string, { type, content, subject, replyToId, clientId }: Asked): SendInput {
  const { kind, ...about } = subject;
  const common = {
    conversationId,
    type,
    content,
    clientId,
    replyTo: replyToId,
    attachmentIds: [],
    mentions: [],
    evenHidden: true,
  };
  if (subject.kind === 'words') return { ...common, metadata: subject.metadata };
  return { ...common, metadata: { ...about }, filesHash: kind };
}

function counted(
  { core }: MarketplaceContext,
  actor: Actor,
  input: SendInput,
  prepare: () => Begun | Promise<Begun>,
): Begun | Promise<Begun> {
  const overLimit = async (error: unknown): Promise<Begun> => {
    const earlier = await earlierSend(core, actor, input);
    if (!earlier) throw error;
    return { done: Promise.resolve(earlier) };
  };
  let allowed: Counted;
  try {
    allowed = takeSend(core, actor, SENDS);
  } catch (error) {
    if (input.clientId === null) throw error;
    return overLimit(error);
  }
  const refused = (error: unknown): never => {
    giveBackSend(core, actor, SENDS);
    throw inOurWords(error);
  };
  const settled = ({ done }: Begun): Begun => ({
    done: done.then((sent) => {
      if (sent.duplicate) giveBackSend(core, actor, SENDS);
      return sent;
    }, refused),
  });
  const begin = () => {
    let begun: Begun | Promise<Begun>;
    try {
      begun = prepare();
    } catch (error) {
      return refused(error);
    }
    return begun instanceof Promise ? begun.then(settled, refused) : settled(begun);
  };
  return allowed ? allowed.then(begin, overLimit) : begin();
}

/** What the engine calls by its own name, by that of this contract. */
function inOurWords(error: unknown): unknown {
  const [issue] = error instanceof ParleyError && error.code === 'validation_failed' ? error.issues : [];
  return issue?.path === 'replyTo' ? invalid('replyToId', issue.message) : error;
}

/** The message that was sent before with the same client id, for a member. */
async function earlierSend(core: MarketplaceContext['core'], actor: Actor, input: SendInput): Promise<Sent | null> {
  if (input.clientId === null) return null;
  await accessWriting(core, actor, input.conversationId);
  return findSent(core, actor, input);
}

async function prepareWith(
  ctx: MarketplaceContext,
  actor: Actor,
  input: SendInput,
  subject: Exclude<Subject, { kind: 'words' }>,
): Promise<Begun> {
  const { core } = ctx;
  // A repeat finds its first message even when what it named is gone since.
  const earlier = await earlierSend(core, actor, input);
  if (earlier) return { done: Promise.resolve(earlier) };
  const access = await accessForWriting(core, actor, input.conversationId, false, true);
  switch (subject.kind) {
    case 'file':
      return prepareFile(ctx, actor, input, subject.fileId);
    case 'location': {
      const { latitude, longitude, address } = subject;
      const content = input.content || address || `${latitude}, ${longitude}`;
      const metadata = { latitude, longitude, ...(address !== null && { address }) };
      return prepareSend(core, actor, { ...input, filled: { type: input.type, content, metadata } });
    }
    case 'offer':
    case 'booking':
      return prepareSend(core, actor, { ...input, filled: await termsOf(ctx, actor, access, input, subject) });
    case 'forward': {
      const source = await findSource(ctx, actor, subject.messageId);
      return prepareForward(ctx, actor, source, input);
    }
  }
}

/** An offer or a booking as the package is now. @throws `not_found` for a package that none of those asked has. */
async function termsOf(
  { core }: MarketplaceContext,
  actor: Actor,
  access: Access,
  { type, content }: SendInput,
  subject: Extract<Subject, { kind: 'offer' | 'booking' }>,
): Promise<NonNullable<SendInput['filled']>> {
  const { servicePackageId } = subject;
  const terms = await core.servicePackages.findActive(servicePackageId, ownersOf(actor, access, subject));
  if (!terms) throw new ParleyError('not_found', 'Service package not found');
  const { name, price, currency, duration } = terms;
  const title = subject.kind === 'offer' ? 'Service proposé' : 'Demande de réservation';
  const when = subject.kind === 'booking' ? subject : null;
  return {
    type,
    content: content || `${title}: ${name}`,
    metadata: {
      servicePackageId,
      serviceName: name,
      price,
      currency,
      ...(duration !== null && { duration: String(duration) }),
      ...(when?.requestedDate && { requestedDate: when.requestedDate }),
      ...(when?.requestedTime && { requestedTime: when.requestedTime }),
    },
  };
}

/** Whose packages are meant: for an offer the caller's, for a booking another participant's, in order of joining. */
function ownersOf(
  actor: Actor,
  { members }: Access,
  subject: Extract<Subject, { kind: 'offer' | 'booking' }>,
): string[] {
  if (subject.kind === 'offer') return [actor.userId];
  const others = [...members.keys()].filter((userId) => userId !== actor.userId);
  return subject.providerId === null ? others : others.filter((userId) => userId === subject.providerId);
}

/** @throws `validation_failed` for a file that is not the caller's, or of another category than the message. */
async function prepareFile(ctx: MarketplaceContext, actor: Actor, input: SendInput, fileId: string): Promise<Begun> {
  const { core } = ctx;
  const upload = await findUpload(core, actor, fileId);
  if (!upload) throw invalid('metadata.fileUrl', 'must be the fileUrl of a file that you uploaded');
  if (categoryOf(upload) !== input.type) throw invalid('type', `must be ${categoryOf(upload)} for this file`);
  const attempt = async (left: number): Promise<Begun> => {
    const again = (error: unknown): Promise<Begun> => {
      if (left > 1 && isTaken(error)) return attempt(left - 1);
      throw error;
    };
    const file = await useUpload(core, actor, upload);
    const filled = { type: input.type, content: input.content, metadata: null };
    const begun = prepareSend(core, actor, { ...input, filled, attachmentIds: [file.id] });
    const { done } = await Promise.resolve(begun).catch(again);
    const copies = file.originId ? [file.id] : [];
    return { done: cleaned(ctx, done, copies).catch(async (error: unknown) => (await again(error)).done) };
  };
  return attempt(ATTEMPTS);
}

/** Whether another send took the file meanwhile. */
function isTaken(error: unknown): boolean {
  return error instanceof ParleyError && error.issues[0]?.path === 'attachmentIds.0';
}

/** Removes copies that no message took in the end; of a send whose outcome is unknown the sweep finds out. */
function cleaned(
  { core }: Pick<MarketplaceContext, 'core'>,
  done: Promise<Sent>,
  copies: readonly string[],
): Promise<Sent> {
  const remove = () => Promise.all(copies.map((id) => removeUnused(core, id)));
  return done.then(
    async (sent) => {
      if (sent.duplicate) await remove();
      return sent;
    },
    async (error: unknown) => {
      if (error instanceof ParleyError && error.code !== 'unavailable') await remove();
      throw error;
    },
  );
}

/** A message that the caller may send on. @throws `not_found`, `not_a_member`, `validation_failed` for what cannot be. */
async function findSource(
  { core }: Pick<MarketplaceContext, 'core'>,
  actor: Actor,
  messageId: string,
): Promise<Message> {
  const { message } = await accessMessageById(core, actor, messageId);
  const { type, deletedAt } = message;
  if (deletedAt !== null) throw new ParleyError('message_deleted', 'Deleted messages cannot be forwarded');
  if (type === 'service_offer' || type === 'booking_request' || type === 'system')
    throw new ParleyError('validation_failed', `Messages of type ${type} cannot be forwarded`);
  return message;
}

/** What of a message goes on to others. */
function passedOf(source: Message) {
  const { type, content, metadata } = source;
  return { type, content, metadata: type === 'location' ? metadata : null, forwardedFrom: sourceOf(source) };
}

async function prepareForward(
  { core }: MarketplaceContext,
  actor: Actor,
  source: Message,
  input: SendInput,
): Promise<Begun> {
  const { forwardedFrom, ...filled } = passedOf(source);
  const files = await copyForForward(
    core,
    source.attachments.map(({ id }) => id),
    actor.userId,
  );
  const copies = files.map(({ id }) => id);
  try {
    const { done } = await prepareSend(core, actor, { ...input, attachmentIds: copies, filled, forwardedFrom });
    return { done: cleaned({ core }, done, copies) };
  } catch (error) {
    for (const id of copies) await removeUnused(core, id);
    throw error;
  }
}

/**
 * Sends a message on to several conversations, to all of them or to none; each counts.
 * @throws as `findSource` and `accessForWriting` do; `rate_limited`.
 */
export async function forwardTo(
  { core }: MarketplaceContext,
  actor: Actor,
  messageId: string,
  conversationIds: readonly string[],
): Promise<Message[]> {
  const source = await findSource({ core }, actor, messageId);
  const targets: Access[] = [];
  for (const target of new Set(conversationIds)) targets.push(await accessForWriting(core, actor, target, false, true));
  await takeSend(core, actor, SENDS, targets.length);
  try {
    return await passOn(core, actor, targets, passedOf(source), source.attachments);
  } catch (error) {
    giveBackSend(core, actor, SENDS, targets.length);
    throw error;
  }
}
