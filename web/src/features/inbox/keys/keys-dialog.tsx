import { useT } from '../../../i18n/use-t.ts';
import { useChoice } from '../../../settings/choice.ts';
import { singleKeys } from '../../../settings/single-keys.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Kbd } from '../../../ui/kbd.tsx';
import { Switch } from '../../../ui/switch.tsx';

const rows = [
  { name: 'search', keys: ['/'] },
  { name: 'create', keys: ['C'] },
  { name: 'move', keys: ['↑', '↓'] },
  { name: 'ends', keys: ['Home', 'End'] },
  { name: 'open', keys: ['↵'] },
  { name: 'menu', keys: ['⇧F10'] },
  { name: 'close', keys: ['Esc'] },
  { name: 'help', keys: ['?'] },
] as const;

/** All keys of the inbox, and a way to do without those that are a letter or a sign. */
export default function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT('inbox/open');
  const isOn = useChoice(singleKeys) === 'on';
  return (
    <Dialog open onOpenChange={onClose} title={t('keys.title')} size="sm">
      <dl className="flex flex-col">
        {rows.map(({ name, keys }) => (
          <div key={name} className="flex min-h-8 items-center justify-between gap-4 text-sm">
            <dt>{t(`keys.${name}`)}</dt>
            <dd className="flex gap-1 text-muted">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-3 border-t border-line pt-4">
        <Switch
          label={t('keys.switch')}
          hint={t('keys.switchHint')}
          checked={isOn}
          onCheckedChange={(on) => singleKeys.set(on ? 'on' : 'off')}
        />
      </div>
    </Dialog>
  );
}
