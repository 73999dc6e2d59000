import { ParleyError, type PreferenceChanges, type Preferences } from '@parley/client';
import { useParley, usePreferences, useReadable } from '@parley/client/react';
import { useCallback } from 'react';
import { useT } from '../../i18n/use-t.ts';
import { showToast } from '../../ui/toasts.ts';
import { withChanges } from './changes.ts';
import { unsavedOf } from './unsaved.ts';

/** Keeps a change; it is seen at once, and taken back and told of where it is refused. */
export type Save = (changes: PreferenceChanges) => void;

/** The preferences (null: not known yet) with what is being changed, and the way to change them: one change after the other. */
export function useSaving(): readonly [Preferences | null, Save] {
  const t = useT('preferences');
  const unsaved = unsavedOf(useParley());
  const { value } = usePreferences();
  const changes = useReadable(unsaved);
  const save = useCallback(
    (change: PreferenceChanges) =>
      unsaved.save(change, (error) => {
        const detail = error instanceof ParleyError ? error.message : String(error);
        showToast({ tone: 'danger', title: t('notSaved'), detail });
      }),
    [unsaved, t],
  );
  return [value && changes.reduce(withChanges, value), save];
}
