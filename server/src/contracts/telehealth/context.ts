import type { FastifyRequest } from 'fastify';
import type { ContractContext } from '../../wire/context.ts';
import type { FileLinks } from './links.ts';
import type { Pairs } from './pairs.ts';
import type { Profiles } from './profiles.ts';
import type { RecentSenders } from './recent.ts';

/** All that this contract works with. */
export type TelehealthContext = ContractContext & {
  readonly pairs: Pairs;
  readonly profiles: Profiles;
  readonly recent: RecentSenders;
  readonly links: FileLinks;
};

/** What a request shows of its caller to services that are asked for it. */
export function authorizationOf(request: FastifyRequest): string {
  return request.headers.authorization ?? '';
}
