import { useParley, usePreferences } from '@parley/client/react';
import { Page } from '../../app/page.tsx';
import { useT } from '../../i18n/use-t.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { BrowserNotices } from './browser-notices.tsx';
import { Digest } from './digest.tsx';
import { Matrix } from './matrix.tsx';
import { OptOuts } from './opt-outs.tsx';
import { OwnData } from './own-data.tsx';
import { QuietHours } from './quiet-hours.tsx';
import { useSaving } from './use-saving.ts';

/** What somebody wants to hear of, by which way and when; and their own data. */
export default function PreferencesPage() {
  const t = useT('preferences');
  const { notifications } = useParley();
  const { status, error } = usePreferences();
  const [value, save] = useSaving();
  return (
    <Page title={t('title')} width="text">
      {value ? (
        <div className="flex flex-col gap-4 pb-10">
          <p className="text-sm text-muted">{t('intro')}</p>
          <Matrix preferences={value} save={save} />
          <BrowserNotices />
          <QuietHours quietHours={value.quietHours} save={save} />
          <Digest digest={value.digest} save={save} />
          <OptOuts preferences={value} />
          <OwnData />
        </div>
      ) : status === 'failed' ? (
        <ErrorState onRetry={() => void notifications.preferences.load()}>{error?.message ?? ''}</ErrorState>
      ) : (
        <Card>
          <Skeleton className="h-96" />
        </Card>
      )}
    </Page>
  );
}
