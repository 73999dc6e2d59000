/**
 * How somebody begins with a contract: a path that they can read with a token, and a client that listens. In the code `{origin}` stands
 * for the origin that the page was loaded from, `{root}` for the path below which the contract is there.
 */
export type Start = {
  readonly path: string;
  readonly socket: {
    readonly note: string;
    readonly code: string;
    /** The namespace of Socket.IO in which the page may connect by itself; null where another wire is spoken. */
    readonly namespace: string | null;
  };
};

/** The start of a contract that speaks Socket.IO: what must be known first, and an event that is worth listening for. */
export function socketIoStart(path: string, note: string, event: string, namespace = '/'): Start {
  const code = [
    "import { io } from 'socket.io-client';",
    '',
    `const socket = io('{origin}${namespace === '/' ? '' : namespace}', { path: '{root}/socket.io', auth: { token } });`,
    `socket.on('${event}', (payload) => console.log(payload));`,
  ];
  return { path, socket: { note, code: code.join('\n'), namespace } };
}
