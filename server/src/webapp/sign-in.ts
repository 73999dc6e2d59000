import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { householdOf } from '../core/addresses.ts';
import { iso } from '../core/clock.ts';
import type { Core } from '../core/core.ts';
import { ParleyError } from '../core/errors.ts';
import { takeRequest } from '../wire/throttle.ts';
import { readCookies, writeCookie } from './cookies.ts';
import { transportHeaders } from './policy.ts';
import { returnPath } from './return-path.ts';

/** What ties a sign-in that is under way to the browser that began it. */
const Flow = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });
type Flow = z.infer<typeof Flow>;
const BegunFlow = Flow.extend({ to: z.string() });
/** Who is signed in: what their tokens say, and what the provider knows the session by (null: too long for a cookie). */
const Session = z.object({ claims: z.record(z.string(), z.string()), idToken: z.string().nullable() });

/** Why somebody is not signed in: they or the provider refused, the provider is away, or something does not fit. */
type Refusal = 'denied' | 'unavailable' | 'failed';

export type Provider = {
  /** The address where somebody signs in; null while the provider is away. It sends them back to `backTo`. */
  begin(backTo: string): Promise<{ readonly url: string; readonly flow: Flow } | null>;
  /** Whom the provider sent back to `address`, with its query. */
  finish(address: URL, flow: Flow): Promise<z.infer<typeof Session> | Refusal>;
  /** Where the session at the provider is ended, which leads to `backTo` then; null where that cannot be. */
  endSession(idToken: string | null, backTo: string): Promise<string | null>;
};

/** Puts values into text that nobody else can read or make; what is altered, of another kind or too old opens as null. */
export type Seal = {
  seal(value: object, seconds: number): Promise<string>;
  /** `expiresAt`: milliseconds since 1970. */
  open(text: string): Promise<{ readonly value: unknown; readonly expiresAt: number } | null>;
};

export type SignInOptions = {
  readonly core: Pick<Core, 'rates' | 'settings'>;
  /** Where people reach the server, without a slash at the end. */
  readonly publicUrl: () => string;
  readonly provider: Provider;
  /** For sign-ins under way, and for those who are signed in. */
  readonly flows: Seal;
  readonly sessions: Seal;
  readonly sessionSeconds: number;
  /** A token with these claims that this server accepts. */
  readonly signToken: (claims: Readonly<Record<string, string>>, seconds: number) => Promise<string>;
  readonly now: () => number;
};

const TOKEN_SECONDS = 15 * 60;
/** Within which somebody has signed in at the provider. */
const FLOW_SECONDS = 10 * 60;
/** Sign-ins that a browser may have under way: each is a cookie. */
const MOST_FLOWS = 5;
/** Browsers keep 4096 bytes of a cookie, its name and attributes among them. */
const LONGEST_COOKIE = 3_800;

/** `GET /auth/sign-in`, `/auth/callback` and `/auth/token`, `POST /auth/sign-out`. Who is signed in is known by their cookie alone. */
export async function signInRoutes(app: FastifyInstance, options: SignInOptions): Promise<void> {
  const { core, publicUrl, provider, flows, sessions, now } = options;
  const isSecure = () => publicUrl().startsWith('https:');
  const cookieName = (name: string) => (isSecure() ? `__Secure-parley-${name}` : `parley-${name}`);
  const flowName = (state: string) => cookieName(`flow-${state.replaceAll(/[^\w-]/g, '').slice(0, 12)}`);
  const callback = () => `${publicUrl()}/auth/callback`;
  const cookie = (name: string, value: string, seconds: number) =>
    writeCookie(name, value, seconds, { path: '/auth', secure: isSecure() });

  /** The session of a request; null without one, or with one that ended. */
  async function sessionOf(request: FastifyRequest) {
    const sealed = readCookies(request.headers.cookie).get(cookieName('session'));
    const opened = sealed === undefined ? null : await sessions.open(sealed);
    const read = Session.safeParse(opened?.value);
    return opened && read.success ? { ...read.data, expiresAt: opened.expiresAt } : null;
  }

  /** The sign-in that the provider's answer is about; null where this browser began none like it. */
  async function flowOf(request: FastifyRequest, state: string | null) {
    const sealed = state === null ? undefined : readCookies(request.headers.cookie).get(flowName(state));
    const opened = sealed === undefined ? null : await flows.open(sealed);
    return BegunFlow.safeParse(opened?.value).data ?? null;
  }

  const back = (reply: FastifyReply, error: Refusal | 'expired', to: string) =>
    reply.redirect(`/sign-in?${new URLSearchParams({ error, to })}`, 303);

  async function admit(request: FastifyRequest): Promise<void> {
    await takeRequest(core, `sign-in:${householdOf(request.ip)}`);
  }

  async function begin(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { searchParams: asked } = new URL(request.url, publicUrl());
    const to = returnPath(asked.get('to'));
    // The provider sends people to the public address, where cookies of another name of this server are not sent.
    if (request.host !== new URL(publicUrl()).host && !asked.has('here'))
      return reply.redirect(`${publicUrl()}/auth/sign-in?${new URLSearchParams({ to, here: '1' })}`, 303);
    const begun = await provider.begin(callback());
    if (begun === null) return back(reply, 'unavailable', to);
    const earlier = [...readCookies(request.headers.cookie).keys()].filter((name) =>
      name.startsWith(cookieName('flow-')),
    );
    if (earlier.length >= MOST_FLOWS) for (const name of earlier) reply.header('set-cookie', cookie(name, '', 0));
    const sealed = await flows.seal({ ...begun.flow, to }, FLOW_SECONDS);
    return reply
      .header('set-cookie', cookie(flowName(begun.flow.state), sealed, FLOW_SECONDS))
      .redirect(begun.url, 303);
  }

  async function finish(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const address = new URL(callback());
    address.search = new URL(request.url, publicUrl()).search;
    const state = address.searchParams.get('state');
    const flow = await flowOf(request, state);
    // Who comes here by going back through their history is signed in already.
    if (flow === null || state === null)
      return (await sessionOf(request)) ? reply.redirect('/', 303) : back(reply, 'expired', '/');
    reply.header('set-cookie', cookie(flowName(state), '', 0));
    const result = await provider.finish(address, flow);
    if (typeof result === 'string') return back(reply, result, flow.to);
    const whole = await sessions.seal(result, options.sessionSeconds);
    const sealed =
      whole.length <= LONGEST_COOKIE
        ? whole
        : await sessions.seal({ ...result, idToken: null }, options.sessionSeconds);
    return reply
      .header('set-cookie', cookie(cookieName('session'), sealed, options.sessionSeconds))
      .redirect(flow.to, 303);
  }

  async function giveToken(request: FastifyRequest, reply: FastifyReply): Promise<object> {
    checkOwnPage(request);
    const session = await sessionOf(request);
    if (session === null) {
      reply.header('set-cookie', cookie(cookieName('session'), '', 0));
      throw new ParleyError('unauthorized', 'Nobody is signed in');
    }
    const at = Math.floor(now() / 1000);
    const seconds = Math.max(1, Math.min(TOKEN_SECONDS, Math.floor(session.expiresAt / 1000) - at));
    return { token: await options.signToken(session.claims, seconds), expiresAt: iso((at + seconds) * 1000) };
  }

  async function signOut(request: FastifyRequest, reply: FastifyReply): Promise<object> {
    checkOwnPage(request);
    const session = await sessionOf(request);
    reply.header('set-cookie', cookie(cookieName('session'), '', 0));
    return { url: await provider.endSession(session?.idToken ?? null, `${publicUrl()}/sign-in`) };
  }

  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 1024 }, (_request, _body, done) => done(null));
    scope.addHook('onRequest', async (request, reply) => {
      reply.headers({ 'referrer-policy': 'no-referrer', ...transportHeaders(publicUrl()) });
      await admit(request);
    });
    scope.get('/auth/sign-in', begin);
    scope.get('/auth/callback', finish);
    scope.get('/auth/token', giveToken);
    scope.post('/auth/sign-out', signOut);
  });
}

/**
 * Lets pages of this very origin pass. Browsers say so by themselves, but older ones do not, nor any over plain http: a header that other
 * origins cannot send without being asked counts there.
 * @throws `forbidden`.
 */
function checkOwnPage({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  const passes = site === undefined ? headers['x-requested-with'] !== undefined : site === 'same-origin';
  if (!passes) throw new ParleyError('forbidden', 'This is for the pages of this server');
}
