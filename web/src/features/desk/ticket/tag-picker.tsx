import { Plus } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { Combobox } from '../../../ui/combobox.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { useKnownTags } from '../data/tags.ts';

type TagPickerProps = {
  readonly label: string;
  readonly trigger: ReactElement;
  /** Not to be offered. */
  readonly taken: readonly string[];
  readonly onPick: (tag: string) => void;
};

/** Code points, as the server has it. */
const longest = 50;
const most = 8;

/** A button with a list of tags that were used before; what is written there becomes a new one. */
export function TagPicker({ label, trigger, taken, onPick }: TagPickerProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover open={isOpen} onOpenChange={setOpen} label={label} trigger={trigger} className="w-60 p-2">
      <Tags
        label={label}
        taken={taken}
        onPick={(tag) => {
          setOpen(false);
          onPick(tag);
        }}
      />
    </Popover>
  );
}

type Choice = { readonly tag: string; readonly isNew: boolean };

function Tags({ label, taken, onPick }: Omit<TagPickerProps, 'trigger'>) {
  const t = useT('desk');
  const [query, setQuery] = useState('');
  const known = useKnownTags()();
  const written = [...query.trim()].slice(0, longest).join('');
  const fits = known.filter(
    (tag) => !taken.includes(tag) && tag.toLocaleLowerCase().includes(written.toLocaleLowerCase()),
  );
  const isNew = written !== '' && !fits.includes(written) && !taken.includes(written);
  const choices: readonly Choice[] = [
    ...fits.slice(0, most).map((tag) => ({ tag, isNew: false })),
    ...(isNew ? [{ tag: written, isNew: true }] : []),
  ];
  return (
    <Combobox
      label={label}
      isLabelHidden
      placeholder={t('tags.search')}
      query={query}
      onQueryChange={setQuery}
      items={choices}
      keyOf={({ tag }) => tag}
      render={(choice) => (
        <span className="flex items-center gap-1.5 text-sm">
          {choice.isNew && <Plus aria-hidden="true" className="size-4 text-muted" />}
          <bdi className="truncate">{choice.isNew ? t('tags.make', { tag: choice.tag }) : choice.tag}</bdi>
        </span>
      )}
      onPick={({ tag }) => onPick(tag)}
      note={choices.length === 0 && <p className="px-2 py-1 text-sm text-muted">{t('tags.none')}</p>}
      className="max-h-64"
    />
  );
}
