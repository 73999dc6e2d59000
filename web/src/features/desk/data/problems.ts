import { ParleyError } from '@parley/client';
import type { Translate } from '../../../i18n/use-t.ts';
import { showToast } from '../../../ui/toasts.ts';

const known = [
  'conflict',
  'forbidden',
  'invalid_transition',
  'not_found',
  'offline',
  'rate_limited',
  'ticket_closed',
  'timeout',
  'user_not_found',
  'validation_failed',
] as const;

/** Why something was refused, by the code of the server or of the way to it. */
export function reasonWords(t: Translate<'desk'>, code: string): string {
  const found = known.find((one) => one === code);
  return t(`problem.${found ?? 'other'}`);
}

/** Says in the corner what did not work, and why. */
export function tellProblem(t: Translate<'desk'>, title: string, error: unknown): void {
  showToast({ tone: 'danger', title, detail: reasonWords(t, error instanceof ParleyError ? error.code : 'other') });
}

/** Whether what is shown is not what there is: somebody else was there first. */
export function isOutdated(error: unknown): boolean {
  return error instanceof ParleyError && (error.status === 409 || error.status === 404);
}
