import type { Ticket } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useState } from 'react';
import { useIsThere } from '../../../common/is-there.ts';
import { useT } from '../../../i18n/use-t.ts';
import { showToast } from '../../../ui/toasts.ts';
import { type BulkChanges, changeMany } from '../data/bulk.ts';
import { tellProblem } from '../data/problems.ts';

/** A ticket to which something could not be done, and the server's code for why. */
export type Failure = { readonly ticket: Ticket; readonly code: string };

type Bulk = {
  readonly isBusy: boolean;
  /** Of the last change; null where all went well, or it was read. */
  readonly failures: readonly Failure[] | null;
  readonly change: (changes: BulkChanges) => Promise<void>;
  readonly forgetFailures: () => void;
};

/** Changes the tickets that were picked; `onDone` hears which of them are changed. */
export function useBulk(tickets: readonly Ticket[], onDone: (changed: readonly string[]) => void): Bulk {
  const t = useT('desk');
  const parley = useParley();
  const isThere = useIsThere();
  const [isBusy, setBusy] = useState(false);
  const [failures, setFailures] = useState<readonly Failure[] | null>(null);
  async function change(changes: BulkChanges): Promise<void> {
    if (isBusy) return;
    setBusy(true);
    try {
      const ids = tickets.map(({ id }) => id);
      const { updated, failed } = await changeMany(parley, ids, changes);
      const codes = new Map(failed.map(({ id, code }) => [id, code]));
      const left = tickets.flatMap((ticket) => {
        const code = codes.get(ticket.id);
        return code === undefined ? [] : [{ ticket, code }];
      });
      if (left.length === 0) showToast({ tone: 'success', title: t('bulk.done', { count: updated }) });
      else if (isThere()) setFailures(left);
      else showToast({ tone: 'danger', title: t('bulk.failures', { count: left.length }) });
      onDone(ids.filter((id) => !codes.has(id)));
    } catch (error) {
      tellProblem(t, t('bulk.failed'), error);
    } finally {
      setBusy(false);
    }
  }
  return { isBusy, failures, change, forgetFailures: () => setFailures(null) };
}
