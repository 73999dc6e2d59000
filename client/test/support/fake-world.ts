import { createParley } from '../../src/index.ts';
import { createFakeServer } from '../../src/testing/index.ts';
import type { Client, World } from '../suite/world.ts';
import { dropping } from './dropping.ts';

/** Somebody has waited long enough then, on a clock that costs nothing. */
const PATIENCE_MS = 120_000;
const STEP_MS = 100;

/** The fake server: time passes only when a story lets it. */
export async function openFakeWorld(): Promise<World> {
  const server = createFakeServer();
  const clients: Client[] = [];
  let people = 0;
  return {
    async person(name, role = 'user') {
      people += 1;
      const id = `${name}-${people}`;
      server.addUser({ id, name, role });
      return { id, name, request: createParley(server.options(id)).request };
    },
    async client({ id }, { expiresIn, drop, through, ...given } = {}) {
      const { openSocket, fetch, ...options } = server.options(id, expiresIn === undefined ? {} : { expiresIn });
      const parley = createParley({
        ...options,
        openSocket: drop ? dropping(openSocket, drop) : openSocket,
        fetch: through ? through(fetch) : fetch,
        ...given,
      });
      const client = {
        parley,
        goOffline: () => server.goOffline(id),
        goOnline: () => server.goOnline(id),
        loseNextAnswer: () => server.loseNextAnswer(id),
      };
      clients.push(client);
      return client;
    },
    pass: server.clock.advance,
    async until(what, isSo) {
      await server.clock.settle();
      for (let passed = 0; !(await isSo()); passed += STEP_MS) {
        if (passed > PATIENCE_MS) throw new Error(`never: ${what}`);
        await server.clock.advance(STEP_MS);
      }
    },
    async stop() {
      for (const { parley } of clients) parley.disconnect();
    },
  };
}
