import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';

/** The header in which a node says what it knows of a request that it passes on. */
export const INNER_HEADER = 'x-parley-inner';

const Passed = z.object({
  /** The node that it is meant for. */
  to: z.string(),
  /** Which of the servers it came to: a contract's name, or empty for the main one. */
  place: z.string(),
  /** The address that it came from. */
  client: z.string(),
});
export type Passed = z.infer<typeof Passed>;

/** Makes and checks the header. What was altered, or made by somebody without the site's key, is none. */
export type InnerSeal = {
  seal(method: string, url: string, passed: Passed): string;
  open(request: IncomingMessage): Passed | null;
};

/** `siteKey` is what the nodes of a site share and nobody else has. */
export function createInnerSeal(siteKey: Uint8Array): InnerSeal {
  const key = createHmac('sha256', siteKey).update('requests between nodes, version 1').digest();
  const sign = (method: string, url: string, facts: string) =>
    createHmac('sha256', key).update(`${method}\n${url}\n${facts}`).digest('base64url');
  return {
    seal(method, url, passed) {
      const facts = Buffer.from(JSON.stringify(passed)).toString('base64url');
      return `${facts}.${sign(method, url, facts)}`;
    },
    open({ method = '', url = '', headers }) {
      const header = headers[INNER_HEADER];
      const [facts, mac, ...more] = typeof header === 'string' ? header.split('.') : [];
      if (facts === undefined || mac === undefined || more.length > 0) return null;
      const [given, right] = [Buffer.from(mac), Buffer.from(sign(method, url, facts))];
      if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
      return Passed.parse(JSON.parse(Buffer.from(facts, 'base64url').toString()));
    },
  };
}
