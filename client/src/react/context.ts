import { createContext, createElement, type ReactNode, useContext } from 'react';
import type { Parley } from '../parley.ts';

const Context = createContext<Parley | null>(null);

/** Gives the hooks below it their client. */
export function ParleyProvider({ client, children }: { readonly client: Parley; readonly children?: ReactNode }) {
  return createElement(Context.Provider, { value: client }, children);
}

/** The client of the nearest provider. @throws Error where there is none */
export function useParley(): Parley {
  const client = useContext(Context);
  if (client === null) throw new Error('useParley: there is no ParleyProvider above this component');
  return client;
}
