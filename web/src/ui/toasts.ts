import { useSyncExternalStore } from 'react';

export type Toast = {
  readonly id: number;
  readonly tone: 'neutral' | 'success' | 'danger';
  readonly title: string;
  readonly detail?: string;
  /** A way to take it back, or to go there. */
  readonly action?: { readonly label: string; readonly onSelect: () => void };
};

const most = 4;
const listeners = new Set<() => void>();
let toasts: readonly Toast[] = [];
let lastId = 0;

/** Says something above the page for a few seconds; readers of the screen hear it. Answers its id. */
export function showToast(toast: Omit<Toast, 'id' | 'tone'> & { readonly tone?: Toast['tone'] }): number {
  lastId += 1;
  const shown: Toast = { ...toast, tone: toast.tone ?? 'neutral', id: lastId };
  change([...toasts, shown].slice(-most));
  return lastId;
}

/** Takes it away; nothing happens where it went already. */
export function hideToast(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

/** Those that are shown now, the latest last. */
export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(subscribe, () => toasts);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}
