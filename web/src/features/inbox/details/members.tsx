import type { Conversation } from '@parley/client';
import { UserPlus } from 'lucide-react';
import { Suspense, useState } from 'react';
import { lazyPart } from '../../../common/patient.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { useMe } from '../use-me.ts';
import { MemberRow } from './member-row.tsx';
import { mayManage } from './rights.ts';
import { Section } from './section.tsx';

const AddPeople = lazyPart(() => import('./add-people.tsx'));
/** As many are shown at first: more than that are looked for on purpose. */
const FIRST = 8;

/** Who is in a conversation; those who may add others. */
export function Members({ conversation }: { readonly conversation: Conversation }) {
  const t = useT('inbox/open');
  const me = useMe();
  const [isAdding, setAdding] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const { members, memberCount } = conversation;
  const shown = isWhole ? members : members.slice(0, FIRST);
  const unknown = memberCount - members.length;
  return (
    <Section
      title={t('presence.members', { count: memberCount })}
      action={
        mayManage(conversation, me) && (
          <Button size="sm" variant="ghost" icon={<UserPlus />} onClick={() => setAdding(true)}>
            {t('members.add')}
          </Button>
        )
      }
    >
      <ul className="-mx-2 flex flex-col">
        {shown.map((member) => (
          <MemberRow key={member.userId} conversation={conversation} member={member} />
        ))}
      </ul>
      {shown.length < members.length && (
        <Button size="sm" variant="ghost" className="w-full" onClick={() => setWhole(true)}>
          {t('members.all', { count: memberCount })}
        </Button>
      )}
      {isWhole && unknown > 0 && <p className="pt-1 text-xs text-muted">{t('members.unknown', { count: unknown })}</p>}
      {isAdding && (
        <Suspense>
          <AddPeople conversation={conversation} onClose={() => setAdding(false)} />
        </Suspense>
      )}
    </Section>
  );
}
