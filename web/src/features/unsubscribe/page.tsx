import { useParams } from '@tanstack/react-router';
import { MailCheck, MailX } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Mark } from '../../app/mark.tsx';
import { useTitle } from '../../app/title.ts';
import { useT } from '../../i18n/use-t.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { leave } from './leave.ts';

type State =
  | { readonly step: 'asking' | 'busy' | 'unknown' | 'failed' }
  | { readonly step: 'done'; readonly scope: string };

/** Where the link of a letter leads; public. Nothing happens before the button is pressed: programs follow links, too. */
export default function UnsubscribePage() {
  const t = useT('unsubscribe');
  const app = useT('app');
  const { token = '' } = useParams({ strict: false });
  const [state, setState] = useState<State>({ step: 'asking' });
  useTitle(t('title'));

  async function confirm(): Promise<void> {
    setState({ step: 'busy' });
    try {
      const scope = await leave(token);
      setState(scope === null ? { step: 'unknown' } : { step: 'done', scope });
    } catch {
      setState({ step: 'failed' });
    }
  }

  const ask = (
    <Button variant="primary" isBusy={state.step === 'busy'} onClick={() => void confirm()}>
      {t(state.step === 'failed' ? 'again' : 'confirm')}
    </Button>
  );
  const views: Readonly<Record<State['step'], ReactNode>> = {
    asking: (
      <EmptyState icon={<MailX />} title={t('askTitle')} action={ask}>
        {t('ask')}
      </EmptyState>
    ),
    busy: (
      <EmptyState icon={<MailX />} title={t('askTitle')} action={ask}>
        {t('ask')}
      </EmptyState>
    ),
    failed: (
      <EmptyState icon={<MailX />} title={t('failedTitle')} action={ask}>
        {t('failed')}
      </EmptyState>
    ),
    unknown: (
      <EmptyState icon={<MailX />} title={t('unknownTitle')}>
        {t('unknown')}
      </EmptyState>
    ),
    done: (
      <EmptyState icon={<MailCheck />} title={t('doneTitle')}>
        {t('done')}
      </EmptyState>
    ),
  };
  return (
    <div className="flex min-h-dvh flex-col bg-canvas">
      <header className="flex h-14 items-center gap-2 px-4 text-base font-semibold">
        <Mark />
        {app('name')}
      </header>
      <main className="flex flex-1" aria-live="polite">
        <h1 className="sr-only">{t('title')}</h1>
        {views[state.step]}
      </main>
    </div>
  );
}
