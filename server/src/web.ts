import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { signToken } from './adapters/tokens/sign.ts';
import type { Config } from './config.ts';
import { createWebApp, type WebAppOptions } from './webapp/plugin.ts';
import type { SignInOptions } from './webapp/sign-in.ts';

/** Where the app is built to. */
const BUILT = resolve(import.meta.dirname, '../../web/dist');

export type WebParts = Pick<WebAppOptions, 'metrics' | 'tracing'> &
  Pick<SignInOptions, 'core' | 'publicUrl' | 'now'> & {
    /** Another folder with a build. */
    readonly folder: string | undefined;
    readonly version: string;
    /** Where links to files lead when not to this server. */
    readonly fileOrigin: string | null;
    /** Whether anybody gets a token at `POST /dev/token`. */
    readonly demo: boolean;
    readonly warn: (sentence: string) => void;
    readonly complain: (name: string, error: unknown) => void;
  };

/** Puts the web app together with whom people sign in at. What it returns makes its routes. */
export async function openWeb(config: Config, parts: WebParts): Promise<(scope: FastifyInstance) => Promise<void>> {
  const { folder = BUILT, publicUrl, metrics, tracing } = parts;
  if (!existsSync(join(folder, 'index.html')))
    parts.warn('the web app is not built, so that / has none: npm run build:web builds it');
  const { maxMessageLength, maxFileSize } = config.limits;
  const { signIn } = config;
  return createWebApp({
    folder,
    settings: {
      version: parts.version,
      signIn: signIn ? 'oidc' : parts.demo ? 'demo' : 'host',
      limits: { maxMessageLength, maxFileSize },
      pushAvailable: true, // its keys are made where there are none
    },
    places: {
      publicUrl,
      fileOrigin: parts.fileOrigin,
      issuerOrigin: signIn && new URL(signIn.issuer).origin,
      embedders: config.corsOrigins,
    },
    signIn: signIn && (await openSignIn(config, signIn, parts)),
    metrics,
    tracing,
    logRequests: config.logRequests,
  });
}

/** Loads what providers are spoken to with: a server without one has none of it in memory. */
async function openSignIn(
  { auth }: Config,
  settings: NonNullable<Config['signIn']>,
  { core, publicUrl, now, complain }: WebParts,
): Promise<SignInOptions> {
  const { createOidcProvider } = await import('./adapters/oidc/provider.ts');
  const { createSeal } = await import('./adapters/oidc/seal.ts');
  if (auth.jwtSecret === null) throw new Error('JWT_SECRET must be set too where OIDC_ISSUER is');
  // Who signed in at another provider, or as another client, signs in anew.
  const place = `${settings.issuer} ${settings.clientId}`;
  return {
    core,
    publicUrl,
    now,
    provider: createOidcProvider(settings, (error) => complain('oidc', error)),
    flows: createSeal(auth.jwtSecret, `sign-ins at ${place}`),
    sessions: createSeal(auth.jwtSecret, `sessions of ${place}`),
    sessionSeconds: settings.sessionSeconds,
    signToken: (claims, seconds) => signToken({ ...auth, tokenTtl: `${seconds}s` }, claims),
  };
}
