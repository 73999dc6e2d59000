import { useEffect, useMemo } from 'react';
import type { NotificationCenter } from '../notifications.ts';
import type { ResourceState } from '../resource.ts';
import type { Preferences } from '../types.ts';
import { useParley } from './context.ts';
import { useReadable } from './readable.ts';

/** What the person wants to be notified of, and how to change it. Loads itself. */
export function usePreferences(): ResourceState<Preferences> & { readonly change: NotificationCenter['change'] } {
  const { notifications } = useParley();
  const state = useReadable(notifications.preferences.state);
  useEffect(() => void notifications.preferences.load(), [notifications]);
  return useMemo(() => ({ ...state, change: notifications.change }), [state, notifications]);
}
