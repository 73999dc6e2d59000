import { lookup } from 'node:dns';
import { type IncomingMessage, Agent as PlainAgent, request as requestHttp } from 'node:http';
import { request as requestHttps, Agent as SecureAgent } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from '../../core/addresses.ts';

type Outbound = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether http and private addresses may be called. Where clients choose the address, they may not. */
  readonly allowPrivate: boolean;
  /**
   * Connections that are kept for the next request, only to an address of the operator's: one that was opened is used again
   * without a check of where it leads. Without it each request has a connection of its own.
   */
  readonly connections?: Connections;
  /** Milliseconds for all of it. */
  readonly timeoutMs: number;
};

/** Connections to one service. */
export type Connections = { readonly plain: PlainAgent; readonly secure: SecureAgent };

/** Milliseconds for which a connection is kept that nothing goes over; less where the other side says so. */
const IDLE_MS = 30_000;

/** Makes connections that are kept between requests; unused ones end by themselves and keep no process alive. */
export function keepConnections(): Connections {
  const options = { keepAlive: true, timeout: IDLE_MS };
  return { plain: new PlainAgent(options), secure: new SecureAgent(options) };
}

/** Bytes of an answer that nobody reads; of more the connection is ended. */
const MAX_IGNORED = 256 * 1024;

export type OutboundRequest = Outbound & { readonly body: Buffer };

/** `maxBytes`: a larger answer counts as a failure. */
export type OutboundQuestion = Outbound & { readonly maxBytes: number };

/** A request to an address that the public must not make us call. */
export class PrivateAddressError extends Error {
  override name = 'PrivateAddressError';
}

/**
 * Posts `body` and resolves with the status of the answer, whose body is thrown away; redirects are not followed. The
 * address that is connected to is the one that was checked, whatever the name resolves to a moment later.
 * @throws PrivateAddressError, or what went wrong on the way.
 */
export async function post({ body, ...outbound }: OutboundRequest): Promise<number> {
  const response = await open('POST', outbound, body);
  response.on('error', () => {}); // the status has come, and the limits of time and size end the rest
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_IGNORED) response.destroy();
  });
  return response.statusCode ?? 0;
}

/**
 * Asks for `url` and resolves with the status and the body of the answer; otherwise as `post`.
 * @throws also when the answer is larger than `maxBytes`.
 */
export async function get({ maxBytes, ...outbound }: OutboundQuestion): Promise<{ status: number; body: Buffer }> {
  const response = await open('GET', outbound, null);
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop by an error ends the connection.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks) };
}

async function open(method: 'GET' | 'POST', outbound: Outbound, body: Buffer | null): Promise<IncomingMessage> {
  const { allowPrivate, connections, timeoutMs } = outbound;
  const target = new URL(outbound.url);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const isPlain = target.protocol === 'http:';
  if (!allowPrivate && (isPlain || (isIP(host) !== 0 && !isPublicAddress(host)))) {
    throw new PrivateAddressError(`${target.origin} is not a public https address`);
  }
  const headers = { ...outbound.headers, ...(body && { 'content-length': String(body.length) }) };
  const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
  const attempt = (agent: PlainAgent | false) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const lookUp = allowPrivate ? {} : { lookup: publicLookup };
      const request = (isPlain ? requestHttp : requestHttps)(target, { method, agent, headers, signal, ...lookUp });
      request.on('error', (error) => reject(request.reusedSocket && isCut(error) ? new StaleConnection() : error));
      request.on('response', resolve);
      request.end(body ?? undefined);
    });
  const kept = allowPrivate && connections ? (isPlain ? connections.plain : connections.secure) : false;
  try {
    return await attempt(kept);
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    return attempt(false);
  }
}

/** The other side had ended a connection that was kept, or ended it as it was used again: another one may do. */
class StaleConnection extends Error {}

function isCut({ code }: Error & { readonly code?: string }): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/** Resolves a name, and fails if any of its addresses is private. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      callback(error, '', 0);
      return;
    }
    const [first] = addresses;
    if (!first || addresses.some(({ address }) => !isPublicAddress(address))) {
      callback(new PrivateAddressError(`${hostname} leads to a private address`), '', 0);
    } else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
