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
import { type Counted, takeSend, whenCounted } from '../../../wire/throttle.ts';
import { endFrame } from '../../../wire/traces.ts';
import { frame } from '../frame.ts';
import { type ClientFrame, type FrameType, frames } from '../schema/frames.ts';
import { beginSend } from '../sending.ts';
import type { CharitySession } from './session.ts';

type Refuse = (error: unknown) => void;

/** What becomes of the frames of a client. */
export type FrameHandlers = {
  /** The names of the frames that there are. */
  readonly types: readonly FrameType[];
  /** Reads a frame. @throws `validation_failed`, `invalid_json`. */
  read(text: string | null): ClientFrame;
  /** Counts it against a limit of its own. @throws `rate_limited`. */
  admit(session: CharitySession, frame: ClientFrame): Counted;
  /**
   * Does what it asks once it is admitted, after what was asked before; `refuse` hears of an error of the catalogue in its turn. Its span, where it has
   * one, ends when it is done.
   */
  handle(session: CharitySession, frame: ClientFrame, admitted: Counted, span: Span | null, refuse: Refuse): void;
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
    admitted: Counted,
    span: Span | null,
    refuse: Refuse,
  ): void {
    const later = ({ done }: { readonly done: Promise<Sent> }) => new Later(done);
    const place = () => {
      const placed = beginSend(core, session.actor, session.conversationId, input);
      return placed instanceof Promise ? placed.then(later) : later(placed);
    };
    const begin = () => whenCounted(admitted, place);
    const count = ({ duplicate }: Sent) => {
      if (!duplicate) metrics.messageSent();
      if (span) endFrame(span, null);
    };
    session.send(begin, count, refuse);
  }

  async function act(session: CharitySession, input: Exclude<ClientFrame, { type: 'message' }>): Promise<void> {
    const { actor, conversationId, connection } = session;
    switch (input.type) {
      case 'typing':
        if (input.isTyping) await typeOn(core, session, conversationId);
        else await requestStopTyping(core, actor, conversationId);
        return;
      case 'read': {
        const { messageId } = input;
        await markRead(core, actor, conversationId, messageId === undefined ? 'everything' : { messageId });
        return;
      }
      case 'ping':
        connection.send(frame({ type: 'pong', timestamp: timeOf(core) }));
        return;
    }
  }

  return {
    types,

    read(text) {
      if (text === null) throw invalid('frame', 'must be text in UTF-8');
      const value = parseJson(text);
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw invalid('frame', 'must be a JSON object');
      const type = 'type' in value ? value.type : undefined;
      if (!isFrameType(schemas, type)) throw invalid('type', `must be one of ${types.join(', ')}`);
      return check(schemas[type], value, 'frame');
    },

    admit(session, { type }) {
      if (type === 'message') return takeSend(core, session.actor);
    },

    handle(session, input, admitted, span, refuse) {
      // Messages go on the heels of each other; all else waits for what was asked before, and is waited for.
      if (input.type === 'message') send(session, input, admitted, span, refuse);
      else if (span) session.inTurn(() => act(session, input).then(() => endFrame(span, null)), refuse);
      else session.inTurn(() => act(session, input), refuse);
    },
  };
}
