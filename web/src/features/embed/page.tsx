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
  // Each by itself: the object that they come in is another one whenever the router reads the address.
  const { view: wanted, widget, theme: colours, language: words } = useSearch({ strict: false });
  const { navigate, history } = useRouter();
  const [state, setState] = useState<'waiting' | 'failed'>('waiting');
  const view = views.find((one) => one === wanted) ?? 'inbox';

  useEffect(() => {
    let isOver = false;
    applyWishes(colours, words);
    begun ??= begin(widget === '1' ? 'widget' : 'page', (path) => history.push(path));
    begun
      .then(async () => {
        if (!isOver) await navigate({ to: `/${view}`, replace: true });
      })
      .catch(() => setState('failed'));
    return () => {
      isOver = true;
    };
  }, [colours, words, widget, view, navigate, history]);

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

/** Once for a page, however often this component comes and goes while somebody signs in. */
let begun: Promise<void> | undefined;

async function begin(kind: 'widget' | 'page', open: (path: string) => void): Promise<void> {
  const host = await meetHost(kind);
  await signInThrough(() => host.token());
  const session = currentSession();
  // Without one the router would lead to the sign-in of this site, inside the page of another.
  if (session === null) throw new Error('The token of the page around names nobody');
  const { unread } = session.parley;
  unread.subscribe(() => host.tellUnread(unread.get().total));
  host.onOpen((path) => open(path.startsWith('/') ? path : `/${path}`));
}

function applyWishes(colours: unknown, words: unknown): void {
  const wantedTheme = themes.find((one) => one === colours);
  if (wantedTheme) theme.set(wantedTheme);
  const wantedLanguage = languages.find((one) =>
    String(words ?? '')
      .toLowerCase()
      .startsWith(one),
  );
  if (wantedLanguage) language.set(wantedLanguage);
}
