import type { Sent } from '../../../core/conversations/draft.ts';
import { markRead } from '../../../core/conversations/read.ts';
import { requestStopTyping } from '../../../core/conversations/typing.ts';
import { timeOf } from '../../../core/core.ts';
import { invalid } from '../../../core/errors.ts';
import type { Span } from '../../../core/tracing.ts';
import type { ContractContext } from '../../../wire/context.ts';
import { parseJson } from '../../../wire/json.ts';
import { check } from '../../../wire/schema.ts';
import { Later } from '../../../wire/socketio/sequence.ts';
import { typeOn } from '../../../wire/socketio/typing.ts';
import { endFrame } from '../../../wire/traces.ts';
import { frame } from '../frame.ts';
import { type ClientFrame, type FrameType, frames } from '../schema/frames.ts';
import { beginSend } from '../sending.ts';
import type { CharitySession } from './session.ts';

/** A frame that asks for something of which nobody waits to hear. */
type Asking = Extract<ClientFrame, { type: 'typing' | 'read' }>;
type Refuse = (error: unknown) => void;

/** What becomes of the frames of a client. */
export type FrameHandlers = {
  /** The names of the frames that there are. */
  readonly types: readonly FrameType[];
  /** Reads a frame; `name` hears of its type as soon as it is known. @throws `validation_failed`, `invalid_json`. */
  read(text: string | null, name: (type: FrameType) => void): ClientFrame;
  /**
   * Does what it asks, after what was asked before; `refuse` hears of an error of the catalogue in its turn. Its span, where it has
   * one, ends when it is done.
   */
  handle(session: CharitySession, frame: ClientFrame, span: Span | null, refuse: Refuse): void;
};

function isFrameType(schemas: object, type: unknown): type is FrameType {
  return typeof type === 'string' && Object.hasOwn(schemas, type);
}

/** Makes the handlers of the four frames. */
export function createHandlers(context: ContractContext): FrameHandlers {
  const { core, metrics } = context;
  const schemas = frames(core.settings.maxMessageLength);
  const types = Object.keys(schemas).filter((type) => isFrameType(schemas, type));

  function send(
    session: CharitySession,
    input: Extract<ClientFrame, { type: 'message' }>,
    span: Span | null,
    refuse: Refuse,
  ): void {
    const later = ({ done }: { readonly done: Promise<Sent> }) => new Later(done);
    const begin = () => {
      const placed = beginSend(core, session.actor, session.conversationId, input);
      return placed instanceof Promise ? placed.then(later) : later(placed);
    };
    const count = ({ duplicate }: Sent) => {
      if (!duplicate) metrics.messageSent();
      if (span) endFrame(span, null);
    };
    session.send(begin, count, refuse);
  }

  async function act(session: CharitySession, input: Asking): Promise<void> {
    const { actor, conversationId } = session;
    switch (input.type) {
      case 'typing':
        // A closed conversation takes no messages; that is all.
        if (input.isTyping) await typeOn(core, session, conversationId, { evenClosed: true });
        else await requestStopTyping(core, actor, conversationId);
        return;
      case 'read': {
        const { messageId } = input;
        await markRead(core, actor, conversationId, messageId === undefined ? 'everything' : { messageId });
        return;
      }
    }
  }

  return {
    types,

    read(text, name) {
      if (text === null) throw invalid('frame', 'must be text in UTF-8');
      const value = parseJson(text, 'frame');
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw invalid('frame', 'must be a JSON object');
      const type = 'type' in value ? value.type : undefined;
      if (!isFrameType(schemas, type)) throw invalid('type', `must be one of ${types.join(', ')}`);
      name(type);
      return check(schemas[type], value, 'frame');
    },

    handle(session, input, span, refuse) {
      // Messages go on the heels of each other; all else waits for what was asked before, and is waited for.
      if (input.type === 'message') send(session, input, span, refuse);
      else if (input.type === 'ping') {
        session.inTurn(() => {
          session.connection.send(frame({ type: 'pong', timestamp: timeOf(core) }));
          if (span) endFrame(span, null);
        }, refuse);
      } else if (span) session.attempt(() => act(session, input).then(() => endFrame(span, null)), refuse);
      else session.attempt(() => act(session, input), refuse);
    },
  };
}
