import { useRouter, useSearch } from '@tanstack/react-router';
import { Plug } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Page } from '../../app/page.tsx';
import { views } from '../../embed/protocol.ts';
import { language, languages } from '../../i18n/language.ts';
import { useT } from '../../i18n/use-t.ts';
import { currentSession, signInThrough } from '../../session/session.ts';
import { theme, themes } from '../../settings/theme.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { meetHost } from './host.ts';

/** Where an embedded app begins: it meets the page around, becomes its person's, and goes to the view that was asked for. */
export default function EmbedPage() {
  const t = useT('embed');
  const search = useSearch({ strict: false });
  const { navigate, history } = useRouter();
  const [state, setState] = useState<'waiting' | 'failed'>('waiting');
  const view = views.find((one) => one === search.view) ?? 'inbox';

  useEffect(() => {
    let isOver = false;
    applyWishes(search);
    void (async () => {
      const host = await meetHost(search.widget === '1' ? 'widget' : 'page');
      await signInThrough(() => host.token());
      if (isOver) return;
      const unread = currentSession()?.parley.unread;
      unread?.subscribe(() => host.tellUnread(unread.get().total));
      host.onOpen((path) => history.push(path.startsWith('/') ? path : `/${path}`));
      await navigate({ to: `/${view}`, replace: true });
    })().catch(() => setState('failed'));
    return () => {
      isOver = true;
    };
  }, [search, view, navigate, history]);

  return (
    <Page title={t('title')}>
      {state === 'failed' ? (
        <ErrorState title={t('failedTitle')} onRetry={() => location.reload()}>
          {t('failed')}
        </ErrorState>
      ) : window.parent === window ? (
        <EmptyState icon={<Plug />} title={t('emptyTitle')}>
          {t('empty')}
        </EmptyState>
      ) : (
        <div role="status" className="grid flex-1 place-items-center text-muted">
          <Spinner className="size-6" />
          <span className="sr-only">{t('emptyTitle')}</span>
        </div>
      )}
    </Page>
  );
}

function applyWishes(wishes: Readonly<Record<string, unknown>>): void {
  const wantedTheme = themes.find((one) => one === wishes.theme);
  if (wantedTheme) theme.set(wantedTheme);
  const wantedLanguage = languages.find((one) =>
    String(wishes.language ?? '')
      .toLowerCase()
      .startsWith(one),
  );
  if (wantedLanguage) language.set(wantedLanguage);
}
