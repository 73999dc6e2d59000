import { CloudOff, RefreshCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useT } from '../i18n/use-t.ts';
import { useConnection } from '../session/connection.ts';
import { signOut } from '../session/session.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Spinner } from '../ui/spinner.tsx';

const patienceMs = 1_500;

/** Says so when the connection is not there. What is over in a moment is not worth a word. */
export function ConnectionBanner() {
  const t = useT('app');
  const { state, retry } = useConnection();
  const isFine = state.status === 'live' || state.status === 'idle';
  const isPatient = usePatience(!isFine);
  if (isFine || (isPatient && state.status !== 'offline')) return null;
  if (state.status === 'connecting') return <Banner icon={<Spinner />}>{t('connection.connecting')}</Banner>;
  if (state.status === 'catching_up') return <Banner icon={<Spinner />}>{t('connection.catchingUp')}</Banner>;
  switch (state.reason) {
    case 'network':
    case 'token':
      return (
        <Banner
          tone="warning"
          icon={<CloudOff />}
          action={
            <Button size="sm" variant="secondary" icon={<RefreshCw />} onClick={retry}>
              {t('connection.retry')}
            </Button>
          }
        >
          {t('connection.offline')}
        </Banner>
      );
    case 'unauthorized':
      return (
        <Banner
          tone="danger"
          action={
            <Button size="sm" onClick={() => void signOut()}>
              {t('signIn')}
            </Button>
          }
        >
          {t('connection.unauthorized')}
        </Banner>
      );
    case 'forbidden':
      return <Banner tone="danger">{t('connection.forbidden')}</Banner>;
  }
}

/** True for a moment after `isOn` has become true. */
function usePatience(isOn: boolean): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    setOver(false);
    if (!isOn) return;
    const timer = setTimeout(() => setOver(true), patienceMs);
    return () => clearTimeout(timer);
  }, [isOn]);
  return !isOver;
}
