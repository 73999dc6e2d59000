import { ParleyError } from '@parley/client';
import { useCallback } from 'react';
import { useT } from '../i18n/use-t.ts';

const known = ['offline', 'timeout', 'rate_limited', 'unavailable', 'unauthorized', 'forbidden', 'not_found'] as const;

/** Says in the reader's language why a request failed, in a sentence or two. */
export function useTrouble(): (error: unknown) => string {
  const t = useT('common');
  return useCallback(
    (error) => {
      const code = error instanceof ParleyError ? known.find((one) => one === error.code) : undefined;
      return code ? t(`trouble.${code}`) : t('failedDetail');
    },
    [t],
  );
}

/** What the server has to say of one field of a request; undefined where that is not what it refused. */
export function fieldProblem(error: unknown, path: string): string | undefined {
  if (!(error instanceof ParleyError)) return undefined;
  return error.errors.find((problem) => problem.path === path || problem.path.startsWith(`${path}.`))?.message;
}
