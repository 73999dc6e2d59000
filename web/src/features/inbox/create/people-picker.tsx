import { Search, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Combobox } from '../../../ui/combobox.tsx';
import { PersonAvatar } from '../conversation-avatar.tsx';
import { type Person, usePeople } from './use-people.ts';

type PeoplePickerProps = {
  readonly chosen: readonly Person[];
  readonly onChange: (chosen: readonly Person[]) => void;
  /** Ids of those who are not offered. */
  readonly without?: readonly string[];
};

const nobody: readonly string[] = [];

/** Finds people as one types, and keeps those who were chosen. */
export function PeoplePicker({ chosen, onChange, without = nobody }: PeoplePickerProps) {
  const t = useT('inbox/open');
  const common = useT('common');
  const [text, setText] = useState('');
  const left = useMemo(() => new Set([...without, ...chosen.map(({ id }) => id)]), [without, chosen]);
  const { status, people, retry } = usePeople(text, left);
  const isNobody = status === 'ready' && people.length === 0;
  return (
    <div className="flex min-h-0 flex-col gap-2">
      {chosen.length > 0 && (
        <ul aria-label={t('people.chosen')} className="flex flex-wrap gap-1.5">
          {chosen.map((person) => (
            <li key={person.id}>
              <Chip person={person} onRemove={() => onChange(chosen.filter(({ id }) => id !== person.id))} />
            </li>
          ))}
        </ul>
      )}
      <Combobox
        label={t('people.label')}
        isLabelHidden
        placeholder={t('people.placeholder')}
        icon={<Search />}
        query={text}
        onQueryChange={setText}
        items={people}
        keyOf={({ id }) => id}
        render={(person) => <PersonRow person={person} />}
        onPick={(person) => {
          onChange([...chosen, person]);
          setText('');
        }}
        note={
          status === 'failed' ? (
            <span className="flex items-center justify-between gap-2 px-2 text-sm text-muted">
              {t('people.failed')}
              <Button size="sm" onClick={retry}>
                {common('retry')}
              </Button>
            </span>
          ) : isNobody ? (
            <p className="px-2 py-3 text-sm text-muted">{t(text.trim() === '' ? 'people.hint' : 'people.nobody')}</p>
          ) : null
        }
        className="-mx-2 h-64"
      />
    </div>
  );
}

function PersonRow({ person }: { readonly person: Person }) {
  const common = useT('common');
  const { id, name, avatar, role, specialty } = person;
  return (
    <span className="flex items-center gap-3">
      <PersonAvatar id={id} name={name} image={avatar} size={32} />
      <span className="min-w-0 flex-1">
        <span dir="auto" className="block truncate text-sm font-medium">
          {name}
        </span>
        <span className="block truncate text-xs text-muted">{specialty ?? id}</span>
      </span>
      {role !== 'user' && <Badge>{common(`role.${role}`)}</Badge>}
    </span>
  );
}

function Chip({ person: { name }, onRemove }: { readonly person: Person; readonly onRemove: () => void }) {
  const t = useT('inbox/open');
  return (
    <span className="flex h-7 items-center gap-0.5 rounded-full bg-accent-soft ps-2.5 pe-0.5 text-sm font-medium text-accent-text">
      <bdi className="max-w-40 truncate">{name}</bdi>
      <button
        type="button"
        aria-label={t('people.remove', { name })}
        onClick={onRemove}
        className="flex size-6 items-center justify-center rounded-full hover:bg-surface focus-visible:rounded-full"
      >
        <X aria-hidden="true" className="size-3.5" />
      </button>
    </span>
  );
}
