import { useT } from '../../../i18n/use-t.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Kbd } from '../../../ui/kbd.tsx';

const groups = {
  composer: { send: ['Enter'], newLine: ['Shift', 'Enter'], editLast: ['↑'], cancel: ['Esc'], slash: ['/'] },
  list: {
    walk: ['↑', '↓'],
    ends: ['Home', 'End'],
    menu: ['Enter'],
    reply: ['R'],
    react: ['A'],
    edit: ['E'],
    copy: ['C'],
    forward: ['F'],
    readers: ['I'],
    remove: ['Del'],
    back: ['Esc'],
    keys: ['?'],
  },
} as const;

/** What can be done by keyboard, and how. */
export default function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT('chat');
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('add.keys')} description={t('keys.how')}>
      <div className="grid gap-x-8 gap-y-4 pt-2 sm:grid-cols-2">
        <Group title={t('keys.composer.title')} rows={entries(groups.composer, (name) => t(`keys.composer.${name}`))} />
        <Group title={t('keys.list.title')} rows={entries(groups.list, (name) => t(`keys.list.${name}`))} />
      </div>
    </Dialog>
  );
}

type Line = { readonly words: string; readonly keys: readonly string[] };

function Group({ title, rows }: { readonly title: string; readonly rows: readonly Line[] }) {
  return (
    <section>
      <h3 className="pb-1.5 text-sm font-semibold">{title}</h3>
      <dl className="flex flex-col gap-1.5">
        {rows.map(({ words, keys }) => (
          <div key={words} className="flex items-center justify-between gap-3 text-sm">
            <dt className="text-muted">{words}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function entries<Name extends string>(
  keys: Readonly<Record<Name, readonly string[]>>,
  wordsOf: (name: Name) => string,
): readonly Line[] {
  return (Object.keys(keys) as Name[]).map((name) => ({ words: wordsOf(name), keys: keys[name] }));
}
