import type { ConnectionState } from '../connection.ts';
import { useParley } from './context.ts';
import { useReadable } from './readable.ts';

/** Where the connection stands, live. */
export function useConnection(): ConnectionState {
  return useReadable(useParley().state);
}
