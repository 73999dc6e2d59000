import type { Actor } from '../../core/actor.ts';
import { accessForWriting } from '../../core/conversations/access.ts';
import type { Access } from '../../core/conversations/directory.ts';
import type { SendInput, Sent } from '../../core/conversations/draft.ts';
import { findSent } from '../../core/conversations/resend.ts';
import { prepareSend } from '../../core/conversations/send.ts';
import type { Message } from '../../core/conversations/types.ts';
import { invalid, ParleyError } from '../../core/errors.ts';
import { copyForForward } from '../../core/files/copy.ts';
import { removeUnused } from '../../core/files/remove.ts';
import { findUpload, useUpload } from '../../core/files/share.ts';
import { countedSend } from '../../wire/sends.ts';
import type { SendCounter } from '../../wire/throttle.ts';
import { accessWriting } from './access.ts';
import type { MarketplaceContext } from './context.ts';
import { categoryOf } from './present/files.ts';
import { safeMetadata, withoutScripts } from './sanitize.ts';
import type { Asked, Subject } from './schema/messages.ts';
import { findSource, passedOf } from './source.ts';

/** A send that has its place in the queue; `done` settles once it is durable. */
export type Begun = { readonly done: Promise<Sent> };

/** What is sent through this contract counts by itself. */
export const SENDS: SendCounter = { name: 'send marketplace', perHour: 100 };

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
    asked.subject.kind === 'words'
      ? prepareSend(core, actor, cleaned(input))
      : prepareWith(ctx, actor, input, asked.subject),
  );
}

/** With what is stored in place of words and metadata in which something could run; a repeat is told by how they came. */
function cleaned(input: SendInput): SendInput {
  const content = withoutScripts(input.content);
  const metadata = input.metadata && safeMetadata(input.metadata);
  const isClean = content === input.content && (metadata === null || isSame(metadata, input.metadata));
  return isClean ? input : { ...input, filled: { type: input.type, content, metadata } };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The request as it tells repeats from other messages. */
export function inputOf(conversationId: string, { type, content, subject, replyToId, clientId }: Asked): SendInput {
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
  const refused = (error: unknown): never => {
    throw inOurWords(error);
  };
  const begin = () => {
    let begun: Begun | Promise<Begun>;
    try {
      begun = prepare();
    } catch (error) {
      return refused(error);
    }
    const settled = ({ done }: Begun): Begun => ({ done: done.catch(refused) });
    return begun instanceof Promise ? begun.then(settled, refused) : settled(begun);
  };
  return countedSend(core, actor, SENDS, begin, async (limit) => {
    const earlier = await earlierSend(core, actor, input);
    if (!earlier) throw limit;
    return { done: Promise.resolve(earlier) };
  });
}

/** What the engine calls by its own name, by that of this contract. */
function inOurWords(error: unknown): unknown {
  const [issue] = error instanceof ParleyError && error.code === 'validation_failed' ? error.issues : [];
  return issue?.path === 'replyTo' ? invalid('replyToId', issue.message) : error;
}

/** The message that was sent before with the same client id, for a member. */
export async function earlierSend(
  core: MarketplaceContext['core'],
  actor: Actor,
  input: SendInput,
): Promise<Sent | null> {
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
      const { latitude, longitude } = subject;
      const address = subject.address && withoutScripts(subject.address);
      const content = withoutScripts(input.content) || address || `${latitude}, ${longitude}`;
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
    content: withoutScripts(content) || `${title}: ${name}`,
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
  const filled = { type: input.type, content: withoutScripts(input.content), metadata: null };
  const attempt = async (left: number): Promise<Begun> => {
    const again = (error: unknown): Promise<Begun> => {
      if (left > 1 && isTaken(error)) return attempt(left - 1);
      throw error;
    };
    const file = await useUpload(core, actor, upload);
    const copies = file.originId ? [file.id] : [];
    const begun = prepareWithCopies(ctx, actor, { ...input, filled, attachmentIds: [file.id] }, copies);
    return begun.then(({ done }) => ({ done: done.catch(async (error: unknown) => (await again(error)).done) }), again);
  };
  return attempt(ATTEMPTS);
}

/** Whether another send took the file meanwhile. */
function isTaken(error: unknown): boolean {
  return error instanceof ParleyError && error.issues[0]?.path === 'attachmentIds.0';
}

/** Begins a send whose files are copies; those are gone again where nothing comes of it. */
async function prepareWithCopies(
  { core }: Pick<MarketplaceContext, 'core'>,
  actor: Actor,
  input: SendInput,
  copies: readonly string[],
): Promise<Begun> {
  try {
    const { done } = await prepareSend(core, actor, input);
    return { done: withoutLeftovers({ core }, done, copies) };
  } catch (error) {
    for (const id of copies) await removeUnused(core, id);
    throw error;
  }
}

/** Removes copies that no message took in the end; of a send whose outcome is unknown the sweep finds out. */
function withoutLeftovers(
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
  return prepareWithCopies({ core }, actor, { ...input, attachmentIds: copies, filled, forwardedFrom }, copies);
}
