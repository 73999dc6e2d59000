import { createPublicApi, type Parley } from '@parley/client';
import { useSession } from '../session/session.ts';

export type Api = Parley['request'];

const open = createPublicApi();

/** Requests as whoever is signed in; where nobody is, those that are open to everybody. The same function until that changes. */
export function useApi(): Api {
  return useSession()?.parley.request ?? open.request;
}
