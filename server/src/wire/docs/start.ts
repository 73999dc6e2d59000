/**
 * How somebody begins with a contract: a path that they can read with a token, and a client that listens. In the code `{origin}` stands
 * for the origin that the page was loaded from, `{root}` for the path below which the contract is there.
 */
export type Start = {
  readonly path: string;
  readonly socket: {
    readonly note: string;
    readonly code: string;
    /** Of a contract with raw WebSockets: their path below its root, with `{id}` for what they are about. */
    readonly address?: string;
  };
};

/** The start of a contract that speaks Socket.IO: what must be known first, and an event that is worth listening for. */
export function socketIoStart(path: string, note: string, event: string): Start {
  const code = [
    "import { io } from 'socket.io-client';",
    '',
    "const socket = io('{origin}', { path: '{root}/socket.io', auth: { token } });",
    `socket.on('${event}', (payload) => console.log(payload));`,
  ];
  return { path, socket: { note, code: code.join('\n') } };
}
