import { z } from 'zod';
import { type SigningSettings, signToken } from '../src/adapters/tokens/sign.ts';
import { loadConfig, readVariables } from '../src/config.ts';
import { withTokenKey } from '../src/secret.ts';
import type { Narrator } from './narrator.ts';
import { isHealthy, startOwnServer } from './server.ts';

export type Role = 'user' | 'agent' | 'admin';

export type Claims = { readonly sub: string; readonly name: string; readonly role: Role };

/** The server that the story is played on. `stop` ends it if the demo started it. */
export type Target = {
  readonly url: string;
  token(id: string, name: string, role: Role): Promise<string>;
  stop(): Promise<void>;
};

/**
 * The server at PARLEY_URL, else one that runs on this machine's PORT (3007), else one that is started for the story and
 * ends with it. Throws when PARLEY_URL is set and no healthy server answers there.
 */
export async function findTarget(env: NodeJS.ProcessEnv, narrator: Narrator): Promise<Target> {
  const running = await findRunning(env);
  if (running !== null) {
    narrator.line(`Parley runs at ${running}, so the story is played there.`);
    return {
      url: running,
      token: (sub, name, role) => tokenFor(running, env, { sub, name, role }),
      stop: async () => {},
    };
  }
  narrator.line('No Parley runs here, so one is started, with its data in a temporary folder …');
  const { url, secret, stop } = await startOwnServer();
  narrator.line(`It listens on ${url}.`);
  const settings: SigningSettings = { jwtSecret: secret, issuer: null, audience: null, tokenTtl: '1h' };
  return { url, token: (sub, name, role) => signToken(settings, { sub, name, role }), stop };
}

/** The server at PARLEY_URL, else one on this machine's PORT, else null. Throws as `findTarget`. */
export async function findRunning(env: NodeJS.ProcessEnv): Promise<string | null> {
  if (env.PARLEY_URL && !(await isHealthy(env.PARLEY_URL))) {
    throw new Error(`PARLEY_URL: no healthy Parley answers at ${env.PARLEY_URL}.`);
  }
  if (env.PARLEY_URL) return env.PARLEY_URL;
  const url = localUrl(env);
  return (await isHealthy(url)) ? url : null;
}

/** Where a server with these settings listens on this machine. */
export function localUrl(env: NodeJS.ProcessEnv): string {
  return `http://localhost:${readVariables(env, process.cwd()).PORT ?? 3007}`;
}

/** From the running server itself where it is in development, else signed with the key that is configured here. */
export async function tokenFor(url: string, env: NodeJS.ProcessEnv, claims: Claims): Promise<string> {
  const response = await fetch(new URL('/dev/token', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: claims.sub, name: claims.name, role: claims.role }),
  });
  if (response.ok) return z.object({ token: z.string() }).parse(await response.json()).token;
  const { auth } = await withTokenKey(loadConfig(env, process.cwd()));
  return signToken(auth, claims);
}
