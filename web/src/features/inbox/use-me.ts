import { useSession } from '../../session/session.ts';

/** The id of whoever looks at the page. */
export function useMe(): string {
  return useSession()?.me.id ?? '';
}
