import { setTimeout as sleep } from 'node:timers/promises';
import type { TestServer } from '../../../server/test/support/server.ts';
import { inSeconds, makeToken } from '../../../server/test/support/tokens.ts';
import { createParley, memoryOutbox } from '../../src/index.ts';
import { openSocketIo } from '../../src/socket.ts';
import type { Client, World } from '../suite/world.ts';
import { dropping } from './dropping.ts';
import { type Line, startLine } from './line.ts';

const PATIENCE_MS = 20_000;
const STEP_MS = 20;

/** The real server, with a line of its own for each client. */
export async function openRealWorld(own: TestServer): Promise<World> {
  const clients: Client[] = [];
  const lines: Line[] = [];
  const roles = new Map<string, string>();
  return {
    async person(name, role = 'user') {
      const { id, token } = await own.person(name, { role });
      roles.set(id, role);
      const { request } = createParley({ url: own.url, token, outboxStorage: memoryOutbox() });
      return { id, name, request };
    },
    async client({ id, name }, { expiresIn = 3_600, drop, through, ...given } = {}) {
      const line = await startLine(own.url);
      lines.push(line);
      const parley = createParley({
        url: line.url,
        token: () => makeToken({ sub: id, name, role: roles.get(id), exp: inSeconds(expiresIn) }),
        outboxStorage: memoryOutbox(),
        ...(drop && { openSocket: dropping(openSocketIo, drop) }),
        ...(through && { fetch: through(fetch) }),
        ...given,
      });
      const client = { parley, goOffline: line.cut, goOnline: line.mend, loseNextAnswer: line.deafen };
      clients.push(client);
      return client;
    },
    pass: (ms) => sleep(ms),
    async until(what, isSo) {
      const end = Date.now() + PATIENCE_MS;
      while (!(await isSo())) {
        if (Date.now() > end) throw new Error(`never: ${what}`);
        await sleep(STEP_MS);
      }
    },
    async stop() {
      for (const { parley } of clients) parley.disconnect();
      for (const line of lines) await line.close();
    },
  };
}
