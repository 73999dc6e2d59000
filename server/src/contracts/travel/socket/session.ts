import { SocketSession } from '../../../wire/socketio/session.ts';

/** What the server keeps of one connection. */
export class TravelSession extends SocketSession {
  /** Whether the connection counts for its person's presence. */
  counts = true;
}

/** What an ack carries beside its success: an object, or the JSON text of its members, in parts. */
export type Answer = object | { readonly json: readonly string[] };
