import { ParleyError, type Preferences } from '@parley/client';
import { useParley } from '@parley/client/react';
import { Suspense, useState } from 'react';
import { lazyPart } from '../../common/patient.ts';
import { useFormat } from '../../i18n/format.ts';
import { useT } from '../../i18n/use-t.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { showToast } from '../../ui/toasts.ts';

const AlertDialog = lazyPart(async () => ({ default: (await import('../../ui/alert-dialog.tsx')).AlertDialog }));
type Scope = 'marketing' | 'all-non-essential';

/** The two ways to be left in peace with one press. */
export function OptOuts({ preferences }: { readonly preferences: Preferences }) {
  const t = useT('preferences');
  const format = useFormat();
  const { notifications, request } = useParley();
  const [asking, setAsking] = useState<Scope | null>(null);
  const [leaving, setLeaving] = useState<Scope | null>(null);
  const { optedOut, at } = preferences.marketingOptOut;

  async function leave(scope: Scope): Promise<void> {
    setLeaving(scope);
    try {
      notifications.preferences.set(await request('post', `/api/notifications/opt-out/${scope}`, {}));
      showToast({ tone: 'success', title: t('optOut.done') });
    } catch (error) {
      showToast({ tone: 'danger', title: t('notSaved'), detail: error instanceof ParleyError ? error.message : '' });
    } finally {
      setLeaving(null);
    }
  }

  return (
    <Card title={t('optOut.title')}>
      <div className="flex flex-col gap-3">
        <p className="text-sm text-muted">
          {optedOut && at !== null ? t('optOut.since', { day: format.day(new Date(at)) }) : t('optOut.about')}
        </p>
        <div className="flex flex-wrap gap-2">
          <Button disabled={optedOut} isBusy={leaving === 'marketing'} onClick={() => setAsking('marketing')}>
            {t('optOut.marketing')}
          </Button>
          <Button isBusy={leaving === 'all-non-essential'} onClick={() => setAsking('all-non-essential')}>
            {t('optOut.all-non-essential')}
          </Button>
        </div>
      </div>
      {asking && (
        <Suspense>
          <AlertDialog
            open
            onOpenChange={(open) => !open && setAsking(null)}
            title={t(`optOut.${asking}`)}
            description={t(`optOut.effect.${asking}`)}
            confirm={t('optOut.confirm')}
            onConfirm={() => void leave(asking)}
          />
        </Suspense>
      )}
    </Card>
  );
}
