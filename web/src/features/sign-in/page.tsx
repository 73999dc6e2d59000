import { Link, useNavigate } from '@tanstack/react-router';
import { Mark } from '../../app/mark.tsx';
import { useSearchWord } from '../../app/params.ts';
import { useTitle } from '../../app/title.ts';
import { useT } from '../../i18n/use-t.ts';
import { signInAtProvider } from '../../session/session.ts';
import { settings } from '../../settings/settings.ts';
import { Button } from '../../ui/button.tsx';
import { DemoSignIn } from './demo-sign-in.tsx';

/** Why the login of the site sent somebody back. */
const REFUSALS = ['denied', 'expired', 'unavailable', 'failed'] as const;

/** Who are you? As the server has it: one of the demo's people, a login, or a product around this page. */
export default function SignInPage() {
  const t = useT('sign-in');
  const navigate = useNavigate();
  const to = localPath(useSearchWord('to'));
  const refused = useSearchWord('error');
  const refusal = REFUSALS.find((one) => one === refused);
  useTitle(t('title'));
  return (
    <main className="flex min-h-dvh flex-col items-center bg-canvas px-4 py-10 sm:justify-center">
      <div className="flex w-full max-w-md flex-col gap-6">
        <header className="flex flex-col items-center gap-3 text-center">
          <Mark className="size-11" />
          <h1 className="text-2xl font-semibold tracking-tight">{t('welcome')}</h1>
          <p className="max-w-sm text-base text-muted">{t(settings.signIn)}</p>
        </header>
        {refusal && (
          <p role="alert" className="rounded-lg bg-warning-soft px-4 py-3 text-sm text-warning-text">
            {t(`refused.${refusal}`)}
          </p>
        )}
        {settings.signIn === 'demo' && <DemoSignIn onSignedIn={() => void navigate({ to, replace: true })} />}
        {settings.signIn === 'oidc' && (
          <Button variant="primary" className="self-center px-8" onClick={() => signInAtProvider(to)}>
            {t('oidcButton')}
          </Button>
        )}
        <Link to="/help" className="self-center rounded-sm text-sm text-accent-text underline-offset-4 hover:underline">
          {t('help')}
        </Link>
      </div>
    </main>
  );
}

/** Only paths of this site: an address from elsewhere must not be where signing in leads. */
function localPath(to: string | undefined): string {
  if (to === undefined) return '/inbox';
  const url = new URL(to, location.origin);
  return url.origin === location.origin && to.startsWith('/') ? url.pathname + url.search + url.hash : '/inbox';
}
