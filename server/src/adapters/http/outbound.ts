import { lookup } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from '../../core/addresses.ts';

export type OutboundRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Whether http and private addresses may be called. Where clients choose the address, they may not. */
  readonly allowPrivate: boolean;
  /** Milliseconds for all of it. */
  readonly timeoutMs: number;
};

/** A request to an address that the public must not make us call. */
export class PrivateAddressError extends Error {
  override name = 'PrivateAddressError';
}

/**
 * Posts `body` and resolves with the status of the answer, whose body is thrown away; redirects are not followed. The
 * address that is connected to is the one that was checked, whatever the name resolves to a moment later.
 * @throws PrivateAddressError, or what went wrong on the way.
 */
export function post({ url, headers, body, allowPrivate, timeoutMs }: OutboundRequest): Promise<number> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const isPlain = target.protocol === 'http:';
  if (!allowPrivate && (isPlain || (isIP(host) !== 0 && !isPublicAddress(host)))) {
    return Promise.reject(new PrivateAddressError(`${target.origin} is not a public https address`));
  }
  return new Promise((resolve, reject) => {
    const request = (isPlain ? requestHttp : requestHttps)(target, {
      method: 'POST',
      agent: false,
      headers: { ...headers, 'content-length': String(body.length) },
      signal: AbortSignal.timeout(timeoutMs),
      ...(!allowPrivate && { lookup: publicLookup }),
    });
    request.on('error', reject);
    request.on('response', (response) => {
      response.on('error', reject);
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.resume();
    });
    request.end(body);
  });
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
