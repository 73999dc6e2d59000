import { ChevronRight } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useT } from '../../i18n/use-t.ts';
import type { DemoPerson } from '../../session/demo.ts';
import { isStaff, type Role, roles } from '../../session/identity.ts';
import { signInAs } from '../../session/session.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { demoPeople } from './demo-people.ts';

/** The demo's people, and a form for anybody else. */
export function DemoSignIn({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const t = useT('sign-in');
  const [hasFailed, setFailed] = useState(false);
  const [entering, setEntering] = useState<string | null>(null);
  const enter = async (person: DemoPerson) => {
    if (entering !== null) return;
    setEntering(person.id);
    setFailed(false);
    try {
      await signInAs(person);
      onSignedIn();
    } catch {
      setFailed(true);
      setEntering(null);
    }
  };
  return (
    <>
      {hasFailed && <Banner tone="danger">{t('failed')}</Banner>}
      <People title={t('customers')} people={demoPeople.filter((one) => !isStaff(one))} onPick={enter} />
      <People title={t('team')} people={demoPeople.filter(isStaff)} onPick={enter} />
      <SomebodyElse isBusy={entering !== null} onEnter={enter} />
    </>
  );
}

type PeopleProps = {
  readonly title: string;
  readonly people: readonly DemoPerson[];
  readonly onPick: (person: DemoPerson) => Promise<void>;
};

function People({ title, people, onPick }: PeopleProps) {
  const common = useT('common');
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <h2 className="text-xs font-medium text-muted">{title}</h2>
      <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface">
        {people.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              onClick={() => void onPick(person)}
              className="ring-inset-focus flex w-full items-center gap-3 px-3 py-2 text-start hover:bg-subtle"
            >
              <Avatar id={person.id} name={person.name} />
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm font-medium">{person.name}</span>
                <span className="block text-xs text-muted">{common(`role.${person.role}`)}</span>
              </span>
              <ChevronRight aria-hidden="true" className="mirrored size-4 text-muted" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

type SomebodyElseProps = {
  readonly isBusy: boolean;
  readonly onEnter: (person: DemoPerson) => Promise<void>;
};

function SomebodyElse({ isBusy, onEnter }: SomebodyElseProps) {
  const t = useT('sign-in');
  const common = useT('common');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('user');
  const [isMissing, setMissing] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const id = idOf(name);
    setMissing(id === '');
    if (id !== '') void onEnter({ id, name: name.trim(), role });
  };
  return (
    <form onSubmit={submit} noValidate aria-label={t('other')} className="flex flex-col gap-2">
      <h2 className="text-xs font-medium text-muted">{t('other')}</h2>
      <div className="flex flex-wrap items-start gap-2 rounded-lg border border-line bg-surface p-3">
        <div className="min-w-40 flex-1">
          <TextField
            label={t('name')}
            autoComplete="off"
            value={name}
            onValueChange={setName}
            error={isMissing ? t('nameMissing') : undefined}
          />
        </div>
        <div className="w-32 max-sm:flex-1">
          <Select
            label={t('role')}
            value={role}
            onValueChange={setRole}
            options={roles.map((value) => ({ value, label: common(`role.${value}`) }))}
          />
        </div>
        <Button type="submit" variant="primary" isBusy={isBusy} className="mt-6 max-sm:mt-2 max-sm:w-full">
          {t('enter')}
        </Button>
      </div>
    </form>
  );
}

/** The same person for the same name: letters and digits of it, joined by hyphens. */
function idOf(name: string): string {
  return name
    .trim()
    .toLocaleLowerCase('en')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/gu, '')
    .slice(0, 64);
}
