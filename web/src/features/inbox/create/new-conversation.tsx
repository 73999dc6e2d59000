import { ParleyError } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId, useRef, useState } from 'react';
import { useIsThere } from '../../../common/is-there.ts';
import { useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { PeoplePicker } from './people-picker.tsx';
import type { Person } from './use-people.ts';

const TITLE_MOST = 100;
const refusals = ['blocked', 'user_not_found', 'validation_failed'] as const;

/** Begins a conversation: with one person a direct one, with several a group that has a name. */
export default function NewConversation({ onClose }: { readonly onClose: () => void }) {
  const t = useT('inbox/open');
  const common = useT('common');
  const form = useId();
  const name = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const [title, setTitle] = useState('');
  const [isTried, setTried] = useState(false);
  const { isBusy, problem, create } = useCreate(onClose);
  const isGroup = chosen.length > 1;
  const isUnnamed = isGroup && title.trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isUnnamed) name.current?.focus();
    else if (chosen.length > 0) void create(chosen, title.trim());
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('create.title')}
      description={t('create.description')}
      footer={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button type="submit" form={form} variant="primary" isBusy={isBusy} disabled={chosen.length === 0}>
            {t(isGroup ? 'create.group' : 'create.direct')}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="flex flex-col gap-3 pt-1">
        {problem && (
          <div role="alert" className="overflow-hidden rounded-md">
            <Banner tone="danger">{problem}</Banner>
          </div>
        )}
        {isGroup && (
          <TextField
            ref={name}
            label={t('create.name')}
            placeholder={t('create.nameHint')}
            value={title}
            onValueChange={setTitle}
            maxLength={TITLE_MOST}
            readOnly={isBusy}
            required
            error={isTried && isUnnamed ? t('create.nameMissing') : undefined}
          />
        )}
        <PeoplePicker chosen={chosen} onChange={setChosen} />
      </form>
    </Dialog>
  );
}

/** Makes it and goes there; `problem` says in words why that was refused. */
function useCreate(onDone: () => void) {
  const t = useT('inbox/open');
  const trouble = useTrouble();
  const { conversations } = useParley();
  const navigate = useNavigate();
  const isThere = useIsThere();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function create(people: readonly Person[], title: string): Promise<void> {
    const participantIds = people.map(({ id }) => id);
    setBusy(true);
    setProblem(null);
    try {
      const { id } = await conversations.create(
        participantIds.length > 1 ? { type: 'group', title, participantIds } : { type: 'direct', participantIds },
      );
      // Who closed the window meanwhile is somewhere else: the conversation is in the list.
      if (!isThere()) return;
      onDone();
      await navigate({ to: '/inbox/$id', params: { id } });
    } catch (error) {
      const code = error instanceof ParleyError ? refusals.find((one) => one === error.code) : undefined;
      setProblem(code ? t(`create.refused.${code}`) : trouble(error));
      setBusy(false);
    }
  }
  return { isBusy, problem, create };
}
