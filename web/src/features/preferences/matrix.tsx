import type { Preferences } from '@parley/client';
import { Lock } from 'lucide-react';
import { useT } from '../../i18n/use-t.ts';
import { Card } from '../../ui/card.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Switch } from '../../ui/switch.tsx';
import { type Category, type Channel, categories, channels, isFixed } from './categories.ts';
import type { Save } from './use-saving.ts';

type MatrixProps = { readonly preferences: Preferences; readonly save: Save };

/** Which kind of news comes by which way; above it a switch for each way as a whole. */
export function Matrix({ preferences, save }: MatrixProps) {
  const t = useT('preferences');
  return (
    <Card title={t('matrix.title')}>
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{t('matrix.title')}</caption>
        <thead>
          <tr className="border-b border-line align-bottom">
            <td className="pb-3" />
            {channels.map((channel) => (
              <th key={channel} scope="col" className="w-14 pb-3 font-medium sm:w-20">
                <span className="flex flex-col items-center gap-2 text-xs text-muted sm:text-sm">
                  {t(`channel.${channel}`)}
                  <Switch
                    label={t('matrix.master', { channel: t(`channel.${channel}`) })}
                    isLabelHidden
                    checked={preferences.channels[channel]}
                    onCheckedChange={(on) => save({ channels: { [channel]: on } })}
                  />
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {categories.map((category) => (
            <tr key={category} className="border-b border-line last:border-0">
              <th scope="row" className="py-3 pe-2 text-start font-normal">
                <span className="block font-medium">{t(`category.${category}.name`)}</span>
                <span className="block text-xs text-muted">{t(`category.${category}.about`)}</span>
              </th>
              {channels.map((channel) => (
                <td key={channel} className="py-3">
                  <div className="flex justify-center">
                    <Cell category={category} channel={channel} preferences={preferences} save={save} />
                  </div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

type CellProps = MatrixProps & { readonly category: Category; readonly channel: Channel };

function Cell({ category, channel, preferences, save }: CellProps) {
  const t = useT('preferences');
  const label = t('matrix.cell', { category: t(`category.${category}.name`), channel: t(`channel.${channel}`) });
  if (isFixed(category, channel)) {
    return (
      <span className="text-muted" title={t('matrix.fixed')}>
        <Lock aria-hidden="true" className="size-4" />
        <span className="sr-only">{`${label}: ${t('matrix.fixed')}`}</span>
      </span>
    );
  }
  return (
    <Checkbox
      label={label}
      isLabelHidden
      checked={preferences.categories[category][channel]}
      disabled={!preferences.channels[channel]}
      onCheckedChange={(on) => save({ categories: { [category]: { [channel]: on } } })}
    />
  );
}
