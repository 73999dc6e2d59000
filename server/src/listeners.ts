import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Contract, RouteName } from './wire/contract.ts';
import type { Passing } from './wire/nodes/passing.ts';

const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;
/** Within which the request of a connection that was just accepted is there. */
const ARRIVING_MS = 250;
const DRAIN_MS = 8_000;
const HEADERS_MS = 12_000;

/** A contract and the path below which a server has it: empty, or a slash and its name. */
type Place = { readonly contract: Contract; readonly prefix: string };

export type Addresses = {
  /** Of the main port. */
  readonly url: string;
  readonly port: number;
  /** Of the ports that contracts have to themselves, by contract. */
  readonly own: Readonly<Record<string, string>>;
};

/** The servers that take requests: the main one, with all contracts and the web app, and one for each contract with a port of its own. */
export type Listeners = {
  /** All routes of each contract, below its root. */
  readonly routes: Readonly<Record<string, readonly RouteName[]>>;
  listen(): Promise<Addresses>;
  /** Where the main server listens; null before it does. */
  port(): number | null;
  /** Finishes what was begun and takes nothing new; `begin` is called once nobody new can come in. */
  close(begin: () => void): Promise<void>;
};

/** The contract whose paths begin at the root of the main port. */
const NATIVE = 'helpdesk';

function prefixOf(name: string): string {
  return name === NATIVE ? '' : `/${name}`;
}

/**
 * Makes the servers; `contracts` by name, and the routes of the web app for the main one. `watch` is shown each
 * of them. `passing`: null where there is one node only.
 */
export async function createListeners(
  config: Config,
  log: Logger,
  contracts: ReadonlyMap<string, Contract>,
  web: (scope: FastifyInstance) => Promise<void>,
  watch: (server: Server) => void,
  passing: Passing | null,
): Promise<Listeners> {
  const places = [...contracts].map(([name, contract]) => ({ contract, prefix: prefixOf(name) }));
  const routes: Record<string, readonly RouteName[]> = {};
  const main = createHttp(config, log, places);
  watch(main.server);
  for (const [name, contract] of contracts) {
    const prefix = prefixOf(name);
    await main.register(
      async (scope) => {
        routes[name] = await contract.routes(scope);
      },
      { prefix },
    );
    contract.sockets(main.server, prefix);
  }
  await main.register(async (scope) => web(scope));
  passing?.guard(main.server, '');
  const own = new Map<string, FastifyInstance>();
  for (const [name, contract] of contracts) {
    if (config.contractPorts[name] === undefined) continue;
    const server = createHttp(config, log, [{ contract, prefix: '' }]);
    watch(server.server);
    await server.register(async (scope) => {
      await contract.routes(scope);
    });
    contract.sockets(server.server, '');
    passing?.guard(server.server, name);
    own.set(name, server);
  }
  return {
    routes,
    port: () => portOf(main),
    async listen() {
      const { host } = config;
      await passing?.open();
      const url = await main.listen({ host, port: config.port });
      const urls: Record<string, string> = {};
      for (const [name, server] of own)
        urls[name] = await server.listen({ host, port: config.contractPorts[name] ?? 0 });
      return { url, port: portOf(main) ?? config.port, own: urls };
    },
    async close(begin) {
      const closing = [main, ...own.values()].map(drain);
      begin();
      passing?.cut();
      await Promise.all(closing);
      await passing?.close();
    },
  };
}

/** Fastify counts hops with a function: how far from us may an address stand and still be believed. */
function trustProxyOf({ trustProxy }: Config): boolean | string[] | ((address: string, hop: number) => boolean) {
  if (typeof trustProxy === 'number') return (_address, hop) => hop < trustProxy;
  return trustProxy === false ? false : [...trustProxy];
}

function createHttp(config: Config, log: Logger, places: readonly Place[]): FastifyInstance {
  const requestTimeout = config.limits.requestTimeoutMs;
  const longestFirst = places.toSorted((a, b) => b.prefix.length - a.prefix.length);
  const contractAt = (url: string) =>
    (longestFirst.find(({ prefix }) => url.startsWith(`${prefix}/`)) ?? longestFirst.at(-1))?.contract;
  const http = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    // What comes in by a connection that is there already is answered still, and told that it was the last.
    return503OnClosing: false,
    // A logger for each request costs more than most of what requests ask for: the few lines name the request themselves.
    childLoggerFactory: (logger) => logger,
    frameworkErrors: (_error, request, reply) => contractAt(request.url)?.answerUnreadable(request, reply),
    genReqId: ({ headers }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    trustProxy: trustProxyOf(config),
    // A client that does not read its answer is cut when nothing moved for this long. Long polls are answered at each ping.
    connectionTimeout: config.socket.pingIntervalMs + requestTimeout,
    requestTimeout,
    keepAliveTimeout: 72_000,
    http: {
      // A client that dribbles its headers or body is cut; Node looks for such clients this often (milliseconds).
      headersTimeout: Math.min(HEADERS_MS, requestTimeout),
      connectionsCheckingInterval: 2_000,
      // Any other upgrade is the plain request that it also is: nobody would ever close what it leaves behind.
      shouldUpgradeCallback: (request) => places.some(({ contract, prefix }) => contract.opensSocket(request, prefix)),
    },
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 512 },
  });
  spareTheNew(http.server);
  return http as unknown as FastifyInstance;
}

/**
 * Node ends idle connections as soon as a server closes, and one that was accepted a moment ago, whose request is still on its way, looks
 * idle: its client would meet a reset. So they are ended a moment later; nothing new is accepted meanwhile.
 */
function spareTheNew(server: Server): void {
  const end = server.closeIdleConnections.bind(server);
  server.closeIdleConnections = () => void setTimeout(end, ARRIVING_MS).unref();
}

function portOf(http: FastifyInstance): number | null {
  const address = http.server.address();
  return typeof address === 'object' ? (address?.port ?? null) : null;
}

async function drain(http: FastifyInstance): Promise<void> {
  const closed = http.close();
  // A connection whose answer has just ended is idle only now.
  const idle = setInterval(() => http.server.closeIdleConnections(), 100);
  // Requests under way may finish; what hangs is cut, so that the process ends in time.
  const hard = setTimeout(() => http.server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(hard);
  clearInterval(idle);
}
