import { systemClock } from './clock.ts';
import { createHttp, type Http } from './http.ts';

export type PublicApiOptions = {
  /** Where the server is; in a browser the page's own origin by default. */
  readonly url?: string;
  /** For tests and other networks. */
  readonly fetch?: typeof globalThis.fetch;
};

/** Requests of somebody who is not signed in: what everybody may read, such as the articles of the help centre. */
export function createPublicApi(options: PublicApiOptions = {}): Pick<Http, 'request'> {
  const { request } = createHttp({
    baseUrl: (options.url ?? globalThis.location?.origin ?? '').replace(/\/$/, ''),
    tokens: null,
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    clock: systemClock,
  });
  return { request };
}
