import { ParleyError } from '@parley/client';
import { useParley } from '@parley/client/react';
import { Download, Trash2 } from 'lucide-react';
import { Suspense, useState } from 'react';
import { lazyPart } from '../../common/patient.ts';
import { useT } from '../../i18n/use-t.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { showToast } from '../../ui/toasts.ts';

const AlertDialog = lazyPart(async () => ({ default: (await import('../../ui/alert-dialog.tsx')).AlertDialog }));
const PATH = '/api/notifications';

/** What is kept about how somebody is notified: to take along, or to have removed. */
export function OwnData() {
  const t = useT('preferences');
  const parley = useParley();
  const [isAsking, setAsking] = useState(false);
  const [busy, setBusy] = useState<'export' | 'delete' | null>(null);

  async function attempt(what: 'export' | 'delete', action: () => Promise<void>): Promise<void> {
    setBusy(what);
    try {
      await action();
    } catch (error) {
      showToast({ tone: 'danger', title: t('data.failed'), detail: error instanceof ParleyError ? error.message : '' });
    } finally {
      setBusy(null);
    }
  }

  async function download(): Promise<void> {
    const response = await parley.fetch(`${PATH}/export`);
    const url = URL.createObjectURL(await response.blob());
    const link = Object.assign(document.createElement('a'), { href: url, download: 'parley-notifications.json' });
    link.click();
    URL.revokeObjectURL(url);
  }

  async function remove(): Promise<void> {
    await parley.request('delete', PATH, {});
    parley.notifications.preferences.refresh();
    parley.notifications.feed.refresh();
    showToast({ tone: 'success', title: t('data.deleted') });
  }

  return (
    <Card title={t('data.title')}>
      <div className="flex flex-col gap-3">
        <p className="text-sm text-muted">{t('data.about')}</p>
        <div className="flex flex-wrap gap-2">
          <Button
            icon={<Download aria-hidden="true" />}
            isBusy={busy === 'export'}
            disabled={busy === 'delete'}
            onClick={() => void attempt('export', download)}
          >
            {t('data.export')}
          </Button>
          <Button
            variant="danger"
            icon={<Trash2 aria-hidden="true" />}
            isBusy={busy === 'delete'}
            disabled={busy === 'export'}
            onClick={() => setAsking(true)}
          >
            {t('data.delete')}
          </Button>
        </div>
      </div>
      {isAsking && (
        <Suspense>
          <AlertDialog
            open
            onOpenChange={setAsking}
            title={t('data.deleteTitle')}
            description={t('data.deleteEffect')}
            confirm={t('data.delete')}
            isDangerous
            onConfirm={() => void attempt('delete', remove)}
          />
        </Suspense>
      )}
    </Card>
  );
}
