import { useParley } from '@parley/client/react';
import { useEffect, useState } from 'react';
import { useT } from '../../i18n/use-t.ts';
import { settings } from '../../settings/settings.ts';
import { Card } from '../../ui/card.tsx';
import { Switch } from '../../ui/switch.tsx';
import { showToast } from '../../ui/toasts.ts';
import { currentSubscription, isPushPossible, subscribe, unsubscribe } from './push.ts';

/** Notices of this browser, also while no page of ours is open. Only a press on the switch asks for leave. */
export function BrowserNotices() {
  const t = useT('preferences');
  const parley = useParley();
  const [isOn, setOn] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const isPossible = settings.pushAvailable && isPushPossible();
  const isDenied = isPossible && Notification.permission === 'denied';

  useEffect(() => {
    if (isPossible) void currentSubscription().then((found) => setOn(found !== null));
  }, [isPossible]);

  async function change(on: boolean): Promise<void> {
    setBusy(true);
    try {
      setOn(on ? await subscribe(parley) : await unsubscribe(parley));
    } catch {
      showToast({ tone: 'danger', title: t('browser.failed'), detail: t('browser.failedDetail') });
    } finally {
      setBusy(false);
    }
  }

  const hint = isDenied ? t('browser.denied') : isPossible ? t('browser.hint') : t('browser.impossible');
  return (
    <Card title={t('browser.title')}>
      <Switch
        label={t('browser.enabled')}
        hint={hint}
        checked={isOn}
        disabled={!isPossible || isDenied || isBusy}
        onCheckedChange={(on) => void change(on)}
      />
    </Card>
  );
}
