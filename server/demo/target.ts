import { SignJWT } from 'jose';
import type { Narrator } from './narrator.ts';
import { isHealthy, startOwnServer } from './server.ts';

const LOCAL = 'http://localhost:3007';

/** The server that the story is played on. `stop` ends it if the demo started it. */
export type Target = {
  readonly url: string;
  token(id: string, name: string): Promise<string>;
  stop(): Promise<void>;
};

export async function findTarget(env: NodeJS.ProcessEnv, narrator: Narrator): Promise<Target> {
  if (env.PARLEY_URL && !(await isHealthy(env.PARLEY_URL))) {
    throw new Error(`no healthy Parley answers at PARLEY_URL (${env.PARLEY_URL})`);
  }
  const running = env.PARLEY_URL || ((await isHealthy(LOCAL)) ? LOCAL : null);
  if (running !== null) throw new Error('unreachable');
  narrator.line('No server is running, so one is started, with its data in a temporary folder …');
  const { url, secret, stop } = await startOwnServer();
  narrator.line(`Parley at ${url}`);
  return { url, token: signer(secret), stop };
}

function signer(secret: string): Target['token'] {
  const key = new TextEncoder().encode(secret);
  return (id, name) =>
    new SignJWT({ name }).setProtectedHeader({ alg: 'HS256' }).setSubject(id).setExpirationTime('1h').sign(key);
}
