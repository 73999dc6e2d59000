import { useParley } from '@parley/client/react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useIsThere } from '../../../common/is-there.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { ListSkeleton } from '../../../ui/skeleton.tsx';
import { ticketPriorities } from '../../../ui/ticket-states.ts';
import { showToast } from '../../../ui/toasts.ts';
import { keys } from '../data/cache.ts';
import { tellProblem } from '../data/problems.ts';
import { HoursFields } from './hours-fields.tsx';
import { formOf, type PolicyForm, policiesOf, problemsOf } from './policy-form.ts';
import { TargetFields } from './target-fields.tsx';

/** How soon tickets are to be answered and resolved, and when time counts; for admins. */
export default function PoliciesDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT('desk');
  const common = useT('common');
  const parley = useParley();
  const cache = useQueryClient();
  const [edited, setEdited] = useState<PolicyForm | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isThere = useIsThere();
  // What is written while it is being saved is not closed away.
  const latest = useRef(edited);
  useEffect(() => {
    latest.current = edited;
  }, [edited]);
  const { data, status, refetch } = useQuery({
    queryKey: keys.policies,
    queryFn: ({ signal }) => parley.request('get', '/api/tickets/sla-policies', { signal }),
  });
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const form = edited ?? (data ? formOf(data, zone) : null);
  const problems = form ? problemsOf(form) : [];
  const save = async () => {
    if (!form) return;
    setBusy(true);
    try {
      const { businessHours, ...targets } = policiesOf(form);
      const hours = businessHours && { ...businessHours, days: [...businessHours.days] };
      const saved = await parley.request('put', '/api/tickets/sla-policies', {
        body: { ...targets, businessHours: hours },
      });
      cache.setQueryData(keys.policies, saved);
      // Tickets under way come under it at once.
      void cache.invalidateQueries({ queryKey: keys.lists });
      void cache.invalidateQueries({ queryKey: ['desk', 'ticket'] });
      showToast({ tone: 'success', title: t('policies.saved') });
      setEdited((now) => (now === form ? null : now));
      if (isThere() && latest.current === edited) onClose();
    } catch (error) {
      tellProblem(t, t('policies.failed'), error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="lg"
      title={t('policies.title')}
      description={t('policies.description')}
      footer={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button
            variant="primary"
            isBusy={isBusy}
            disabled={form === null || edited === null || problems.length > 0}
            onClick={() => void save()}
          >
            {common('save')}
          </Button>
        </>
      }
    >
      {status === 'error' && <ErrorState onRetry={() => void refetch()} />}
      {status === 'pending' && <ListSkeleton label={common('loading')} rows={4} />}
      {form && (
        <div className="flex flex-col gap-6 pt-1">
          <div className="flex flex-col gap-2">
            {ticketPriorities.toReversed().map((priority) => (
              <TargetFields
                key={priority}
                priority={priority}
                target={form.targets[priority]}
                problems={problems}
                onChange={(target) => setEdited({ ...form, targets: { ...form.targets, [priority]: target } })}
              />
            ))}
          </div>
          <HoursFields form={form} problems={problems} onChange={setEdited} />
        </div>
      )}
    </Dialog>
  );
}
