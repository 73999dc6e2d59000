import { markRead } from '../../../core/conversations/read.ts';
import type { Message } from '../../../core/conversations/types.ts';
import { requestStopTyping } from '../../../core/conversations/typing.ts';
import { timeOf } from '../../../core/core.ts';
import { invalid } from '../../../core/errors.ts';
import type { ContractContext } from '../../../wire/context.ts';
import { parseJson } from '../../../wire/json.ts';
import { check } from '../../../wire/schema.ts';
import { typeOn } from '../../../wire/socketio/typing.ts';
import { takeSend } from '../../../wire/throttle.ts';
import { presentLive } from '../present.ts';
import { type ClientFrame, type FrameType, frames } from '../schema/frames.ts';
import { sendMessage } from '../sending.ts';
import { type CharityChannel, frame } from './channel.ts';
import type { CharitySession } from './session.ts';

/** What becomes of the frames of a client. */
export type FrameHandlers = {
  /** The names of the frames that there are. */
  readonly types: readonly FrameType[];
  /** Counts and reads a frame. @throws `validation_failed`, `invalid_json`. */
  read(text: string | null): ClientFrame;
  /** Counts it against a limit of its own. @throws `rate_limited`. */
  admit(session: CharitySession, frame: ClientFrame): void;
  /** Does what it asks; rejects with errors of the catalogue. */
  handle(session: CharitySession, frame: ClientFrame): Promise<void>;
};

function isFrameType(schemas: object, type: unknown): type is FrameType {
  return typeof type === 'string' && Object.hasOwn(schemas, type);
}

/** Makes the handlers of the four frames. */
export function createHandlers(context: ContractContext, channel: CharityChannel): FrameHandlers {
  const { core, metrics } = context;
  const schemas = frames(core.settings.maxMessageLength);
  const types = Object.keys(schemas).filter((type) => isFrameType(schemas, type));

  async function send(session: CharitySession, input: Extract<ClientFrame, { type: 'message' }>): Promise<void> {
    const { connection, actor, conversationId } = session;
    let told = false;
    const tell = (message: Message) => {
      if (told) return;
      told = true;
      const { clientId } = message;
      const own = clientId === null ? {} : { clientMessageId: clientId };
      connection.send(frame({ type: 'message_sent', ...presentLive(message), ...own }));
    };
    const { message, duplicate } = await channel.sending(connection, tell, () =>
      sendMessage(core, actor, conversationId, input),
    );
    if (!duplicate) metrics.messageSent();
    tell(message);
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
      if (type === 'message') takeSend(core, session.actor);
    },

    async handle(session, input) {
      const { actor, conversationId, connection } = session;
      switch (input.type) {
        case 'message':
          await send(session, input);
          return;
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
    },
  };
}
