import type { Preferences } from '@parley/client';
import { useT } from '../../i18n/use-t.ts';
import { Card } from '../../ui/card.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { Save } from './use-saving.ts';

type Quiet = Preferences['quietHours'];

/** When the telephone is to stay silent. */
export function QuietHours({ quietHours, save }: { readonly quietHours: Quiet; readonly save: Save }) {
  const t = useT('preferences');
  const change = (part: Partial<Quiet>) => save({ quietHours: part });
  const zones = zonesWith(quietHours.timeZone);
  return (
    <Card title={t('quiet.title')}>
      <div className="flex flex-col gap-4">
        <Switch
          label={t('quiet.enabled')}
          hint={t('quiet.hint')}
          checked={quietHours.enabled}
          onCheckedChange={(enabled) =>
            change(enabled && quietHours.timeZone === 'UTC' ? { enabled, timeZone: ownZone() } : { enabled })
          }
        />
        <div className="grid gap-3 sm:grid-cols-[7rem_7rem_1fr]">
          {(['start', 'end'] as const).map((edge) => (
            <TextField
              key={edge}
              type="time"
              label={t(`quiet.${edge}`)}
              value={quietHours[edge]}
              disabled={!quietHours.enabled}
              onValueChange={(time) => time !== '' && change({ [edge]: time })}
            />
          ))}
          <Select
            label={t('quiet.zone')}
            value={quietHours.timeZone}
            options={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
            disabled={!quietHours.enabled}
            onValueChange={(timeZone) => change({ timeZone })}
          />
        </div>
      </div>
    </Card>
  );
}

function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Every zone that the browser knows, and the one that was chosen even if it does not. */
function zonesWith(chosen: string): readonly string[] {
  return [...new Set([chosen, 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort();
}
