import './settings/theme.ts'; // follows what is chosen in another tab
import './ui/theme.css';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { PageSkeleton } from './app/page-skeleton.tsx';
import { renewWhenOutdated } from './app/renewal.ts';
import { router } from './app/router.tsx';
import { adoptDirection } from './i18n/direction.ts';
import { language } from './i18n/language.ts';
import { loadTexts } from './i18n/texts.ts';
import { startSession } from './session/session.ts';
import { shareNonce } from './settings/nonce.ts';

shareNonce();
renewWhenOutdated();
adoptDirection(location.search);

/** Not awaited by the module itself: what is loaded meanwhile may wait for this one to be through. */
async function start(): Promise<void> {
  const place = document.querySelector('#root');
  if (!place) throw new Error('The page has no #root');
  await Promise.all([loadTexts(language.get(), 'common'), loadTexts(language.get(), 'app'), startSession()]);
  createRoot(place).render(
    <StrictMode>
      <Suspense
        fallback={
          <main className="h-dvh">
            <PageSkeleton />
          </main>
        }
      >
        <RouterProvider router={router} />
      </Suspense>
    </StrictMode>,
  );
}

void start();
