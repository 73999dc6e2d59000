import type { Server } from 'socket.io';

const SOCKET_IO = /^(\/[a-z]+)?\/socket\.io\//;
const SESSION = /[?&]sid=([a-z0-9]{1,32})-[\w-]{1,64}(&|$)/;

/** From now on the ids of sessions that begin at `engine` begin with the name of this node. */
export function nameSessions(engine: Server['engine'], node: string): void {
  const make: unknown = engine.generateId;
  if (typeof make !== 'function') throw new Error('Engine.IO makes no ids of sessions');
  engine.generateId = () => `${node}-${String(Reflect.apply(make, engine, []))}`;
}

/** The node that has the Socket.IO session that an address names; null for one that names none. */
export function nodeOfSession(url: string | undefined): string | null {
  return url !== undefined && SOCKET_IO.test(url) ? (SESSION.exec(url)?.[1] ?? null) : null;
}
