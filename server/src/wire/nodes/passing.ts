import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { NodeDirectory } from '../../core/realtime/directory.ts';
import { createInnerDoor } from './inner-door.ts';
import type { InnerPlace } from './inner-place.ts';
import { createPassOn, type Target } from './pass-on.ts';
import { createInnerSeal } from './seal.ts';
import { nodeOfSession } from './session-ids.ts';

/**
 * Lets clients reach their sessions through any node: a Socket.IO session that begins by polling lives in one process, and a balancer
 * that knows nothing of sessions takes its requests anywhere.
 */
export type Passing = {
  /** From now on what comes to `server` for another node's session is passed on; `place` names the server to other nodes. */
  guard(server: Server, place: string): void;
  /** Opens the door for other nodes, and tells them of it. */
  open(): Promise<void>;
  /** Ends what this node passes on for its clients, who begin anew. */
  cut(): void;
  /** Closes the door, when the own sessions have ended. */
  close(): Promise<void>;
};

export type PassingOptions = {
  /** The name of this node. */
  readonly self: string;
  readonly siteKey: Uint8Array;
  readonly directory: NodeDirectory;
  readonly where: InnerPlace;
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Makes it for one node of several. */
export function createPassing({ self, siteKey, directory, where }: PassingOptions): Passing {
  const seal = createInnerSeal(siteKey);
  const servers = new Map<string, Server>();
  const door = createInnerDoor(self, seal, servers, where);
  const passOn = createPassOn(seal);
  directory.onGone((node) => passOn.lose(node));

  function elsewhere(request: IncomingMessage): string | null {
    const node = nodeOfSession(request.url);
    return node === null || node === self || door.isPassed(request) ? null : node;
  }

  /** Calls `pass` where the node is known; `unknown` where it is not, who will say that there is no such session. */
  function find(node: string, unknown: () => void, pass: (target: Target) => void): void {
    const decide = (address: string | null) => (address === null ? unknown() : pass({ node, address }));
    const address = directory.addressOf(node);
    if (address instanceof Promise) address.then(decide, unknown);
    else decide(address);
  }

  return {
    guard(server, place) {
      servers.set(place, server);
      const answers = server.listeners('request') as Answer[];
      const upgrades = server.listeners('upgrade') as Upgrade[];
      server.removeAllListeners('request');
      server.removeAllListeners('upgrade');
      server.on('request', (request: IncomingMessage, response: ServerResponse) => {
        const here = () => {
          for (const answer of answers) answer.call(server, request, response);
        };
        const node = elsewhere(request);
        if (node === null) here();
        else find(node, here, (target) => passOn.request(target, place, request, response, here));
      });
      server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        const here = () => {
          for (const upgrade of upgrades) upgrade.call(server, request, socket, head);
        };
        const node = elsewhere(request);
        if (node === null) here();
        else find(node, here, (target) => passOn.upgrade(target, place, request, socket, head, here));
      });
    },
    open: async () => directory.announce(await door.open()),
    cut: () => passOn.cut(),
    async close() {
      await door.close();
      passOn.close();
    },
  };
}
