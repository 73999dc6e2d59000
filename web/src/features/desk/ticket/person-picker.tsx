import type { UserRef } from '@parley/client';
import { CircleUserRound } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { useSession } from '../../../session/session.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Combobox } from '../../../ui/combobox.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { useStaff } from '../data/people.ts';

type PersonPickerProps = {
  /** What they are picked for. */
  readonly label: string;
  readonly trigger: ReactElement;
  /** Whether nobody can be picked as well. */
  readonly hasNobody?: boolean;
  readonly onPick: (person: UserRef | null) => void;
};

/** A button with a list of agents to search in; oneself comes first. */
export function PersonPicker({ label, trigger, hasNobody = false, onPick }: PersonPickerProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover open={isOpen} onOpenChange={setOpen} label={label} trigger={trigger} className="w-64 p-2">
      <People
        label={label}
        hasNobody={hasNobody}
        onPick={(person) => {
          setOpen(false);
          onPick(person);
        }}
      />
    </Popover>
  );
}

type Choice = { readonly key: string; readonly person: UserRef | null };

function People({ label, hasNobody, onPick }: Required<Omit<PersonPickerProps, 'trigger'>>) {
  const t = useT('desk');
  const me = useSession()?.me ?? null;
  const [query, setQuery] = useState('');
  const { people, isPending } = useStaff(query);
  const [mine, others] = [people.filter(({ id }) => id === me?.id), people.filter(({ id }) => id !== me?.id)];
  const nobody: Choice = { key: '', person: null };
  const choices: readonly Choice[] = [
    ...mine.map((person) => ({ key: person.id, person })),
    ...(hasNobody && query === '' ? [nobody] : []),
    ...others.map((person) => ({ key: person.id, person })),
  ];
  const note = isPending ? t('assignee.loading') : t('assignee.none');
  return (
    <Combobox
      label={label}
      isLabelHidden
      placeholder={t('assignee.search')}
      query={query}
      onQueryChange={setQuery}
      items={choices}
      keyOf={({ key }) => key}
      render={({ person }) => (
        <span className="flex items-center gap-2 text-sm">
          {person ? (
            <>
              <Avatar id={person.id} name={person.name} image={person.avatar} size={20} />
              <bdi className="truncate">{person.name}</bdi>
              {person.id === me?.id && <span className="ms-auto text-xs text-muted">{t('assignee.you')}</span>}
            </>
          ) : (
            <>
              <CircleUserRound aria-hidden="true" className="size-5 text-muted" strokeWidth={1.25} />
              {t('assignee.nobody')}
            </>
          )}
        </span>
      )}
      onPick={({ person }) => onPick(person)}
      note={choices.length === 0 && <p className="px-2 py-1 text-sm text-muted">{note}</p>}
      className="max-h-64"
    />
  );
}
