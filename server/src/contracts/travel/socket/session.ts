import { isAgent } from '../../../core/actor.ts';
import type { ConnectedActor } from '../../../core/realtime/sessions.ts';
import type { Session } from '../../../core/users/identify.ts';
import { type UserRef, userRef } from '../../../core/users/types.ts';
import type { SocketConnection } from '../../../wire/socketio/connection.ts';
import { Sequence } from './sequence.ts';

/** What the server keeps of one connection. */
export class TravelSession {
  readonly connection: SocketConnection;
  readonly actor: ConnectedActor;
  readonly user: UserRef;
  readonly isAgent: boolean;
  readonly sequence = new Sequence<Answer>();
  /** Whether the connection counts for its person's presence. */
  counts = true;
  /** The connection ended: nothing that would outlast it may begin. */
  closed = false;

  constructor(connection: SocketConnection, { userId, user, role }: Session) {
    this.connection = connection;
    this.actor = { userId, name: user.name, avatar: user.avatar, role, connectionId: connection.id };
    this.user = userRef({ ...user, role });
    this.isAgent = isAgent({ role });
  }
}

/** What an ack carries beside its success: an object, or the JSON text of its members, in parts. */
export type Answer = object | { readonly json: readonly string[] };
