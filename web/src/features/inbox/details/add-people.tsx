import type { Conversation } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useMemo, useState } from 'react';
import { useIsThere } from '../../../common/is-there.ts';
import { useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { PeoplePicker } from '../create/people-picker.tsx';
import type { Person } from '../create/use-people.ts';

type AddPeopleProps = { readonly conversation: Conversation; readonly onClose: () => void };

/** Takes more people into a group. */
export default function AddPeople({ conversation, onClose }: AddPeopleProps) {
  const t = useT('inbox/open');
  const common = useT('common');
  const trouble = useTrouble();
  const { conversations } = useParley();
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isThere = useIsThere();
  const { id, members } = conversation;
  const present = useMemo(() => members.map(({ userId }) => userId), [members]);
  const add = async () => {
    setBusy(true);
    try {
      const userIds = chosen.map((person) => person.id);
      await conversations.addMembers(id, userIds);
      if (isThere()) onClose();
    } catch (error) {
      setProblem(trouble(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('members.addTitle')}
      description={t('members.addText')}
      footer={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button variant="primary" isBusy={isBusy} disabled={chosen.length === 0} onClick={() => void add()}>
            {chosen.length === 0 ? t('members.add') : t('members.addConfirm', { count: chosen.length })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 pt-1">
        {problem && (
          <div role="alert" className="overflow-hidden rounded-md">
            <Banner tone="danger">{problem}</Banner>
          </div>
        )}
        <PeoplePicker chosen={chosen} onChange={setChosen} without={present} />
      </div>
    </Dialog>
  );
}
