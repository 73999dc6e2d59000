import { ParleyError, type PreferenceChanges, type Preferences } from '@parley/client';
import { useParley, usePreferences } from '@parley/client/react';
import { useCallback, useRef, useState } from 'react';
import { useT } from '../../i18n/use-t.ts';
import { showToast } from '../../ui/toasts.ts';
import { withChanges } from './changes.ts';

/** Keeps a change; it is seen at once, and taken back and told of where it is refused. */
export type Save = (changes: PreferenceChanges) => void;

/** The preferences (null: not known yet) with what is being changed, and the way to change them: one change after the other. */
export function useSaving(): readonly [Preferences | null, Save] {
  const t = useT('preferences');
  const { notifications } = useParley();
  const { value } = usePreferences();
  const [unsaved, setUnsaved] = useState<readonly PreferenceChanges[]>([]);
  const queue = useRef(Promise.resolve());
  const save = useCallback(
    (changes: PreferenceChanges) => {
      setUnsaved((all) => [...all, changes]);
      queue.current = queue.current
        .then(() => notifications.change(changes))
        .catch((error: unknown) => {
          const detail = error instanceof ParleyError ? error.message : String(error);
          showToast({ tone: 'danger', title: t('notSaved'), detail });
        })
        .then(() => setUnsaved((all) => all.filter((one) => one !== changes)));
    },
    [notifications, t],
  );
  return [value && unsaved.reduce(withChanges, value), save];
}
