import { createServer } from 'node:net';

/** Below those that systems give to outgoing connections (Linux from 32768, others from 49152, RFC 6335 section 6). */
const FIRST = 20_000;
const COUNT = 12_000;
/** Drawn this often before it is given up. */
const MOST_DRAWS = 200;
const given = new Set<number>();

/**
 * A port of 127.0.0.1 that nobody listens on, from a range in which no outgoing connection takes it before it is listened on, or
 * while what listens there is restarted. Drawn at random, so that programs that look at the same time find different ones.
 * With `above`, the port so much higher is free as well. Fails where everything is taken.
 */
export async function freePort(above = 0): Promise<number> {
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    const port = FIRST + Math.floor(Math.random() * (COUNT - above));
    if (given.has(port)) continue;
    given.add(port);
    if ((await isFree(port)) && (above === 0 || (await isFree(port + above)))) return port;
  }
  throw new Error(`no free port from ${FIRST} to ${FIRST + COUNT}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((found) => {
    const server = createServer().once('error', () => found(false));
    server.listen(port, '127.0.0.1', () => server.close(() => found(true)));
  });
}
