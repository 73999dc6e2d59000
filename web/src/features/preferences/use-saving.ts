import { ParleyError, type PreferenceChanges } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useCallback } from 'react';
import { useT } from '../../i18n/use-t.ts';
import { showToast } from '../../ui/toasts.ts';

/** Keeps a change and says so where that fails; answers whether it was kept. */
export type Save = (changes: PreferenceChanges) => Promise<boolean>;

export function useSaving(): Save {
  const t = useT('preferences');
  const { notifications } = useParley();
  return useCallback(
    async (changes) => {
      try {
        await notifications.change(changes);
        return true;
      } catch (error) {
        const detail = error instanceof ParleyError ? error.message : String(error);
        showToast({ tone: 'danger', title: t('notSaved'), detail });
        return false;
      }
    },
    [notifications, t],
  );
}
