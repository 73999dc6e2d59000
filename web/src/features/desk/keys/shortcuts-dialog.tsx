import { useT } from '../../../i18n/use-t.ts';
import { useChoice } from '../../../settings/choice.ts';
import { singleKeys } from '../../../settings/single-keys.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Kbd } from '../../../ui/kbd.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { shortcuts } from './shortcuts.ts';

const groups = ['move', 'ticket', 'other'] as const;

/** All keys of the desk, and a way to do without them. */
export default function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT('desk');
  const isOn = useChoice(singleKeys) === 'on';
  return (
    <Dialog open onOpenChange={onClose} title={t('keys.title')} description={t('keys.description')}>
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group}>
            <h3 className="pb-1 text-xs font-medium text-muted">{t(`keys.${group}`)}</h3>
            <dl className="flex flex-col">
              {shortcuts
                .filter((shortcut) => shortcut.group === group)
                .map(({ command, keys }) => (
                  <div key={command} className="flex min-h-7 items-center justify-between gap-4 text-sm">
                    <dt>{t(`keys.${command}`)}</dt>
                    <dd className="flex gap-1 text-muted">
                      <Kbd>{keys}</Kbd>
                      {command === 'back' && <Kbd>Esc</Kbd>}
                      {command === 'open' && <Kbd>↵</Kbd>}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <div className="self-end">
          <Switch
            label={t('keys.switch')}
            hint={t('keys.switchHint')}
            checked={isOn}
            onCheckedChange={(on) => singleKeys.set(on ? 'on' : 'off')}
          />
        </div>
      </div>
    </Dialog>
  );
}
