import { SocketSession } from '../../../wire/socketio/session.ts';

/** What the server keeps of one connection. */
export class MarketplaceSession extends SocketSession {
  /** Whether it counts for its person's presence. */
  counts = true;
  /** Support conversations that its person, who is no member, looks into. */
  readonly watching = new Set<string>();
}

/** What an ack carries beside its success: an object, or the JSON text of its members, in parts. */
export type Answer = object | { readonly json: readonly string[] };
