import type { Conversation } from '@parley/client';
import { useParley } from '@parley/client/react';
import { Check, Pencil, X } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { useIsThere } from '../../../common/is-there.ts';
import { useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { ConversationAvatar } from '../conversation-avatar.tsx';
import { nameOf } from '../naming.ts';
import { Presence } from '../open/presence.tsx';
import { useMe } from '../use-me.ts';
import { mayManage } from './rights.ts';

/** The face of a conversation; those who may can give a group another name. */
export function Hero({ conversation }: { readonly conversation: Conversation }) {
  const t = useT('inbox/open');
  const me = useMe();
  const pencil = useRef<HTMLButtonElement>(null);
  const [isRenaming, setRenaming] = useState(false);
  const canRename = mayManage(conversation, me);
  const done = () => {
    setRenaming(false);
    requestAnimationFrame(() => pencil.current?.focus());
  };
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-5 text-center">
      <ConversationAvatar conversation={conversation} size={56} />
      {isRenaming ? (
        <Rename conversation={conversation} onDone={done} />
      ) : (
        <p className="flex max-w-full items-center gap-1">
          {canRename && <span className="w-7 shrink-0" />}
          <span dir="auto" className="line-clamp-2 text-lg font-semibold wrap-anywhere">
            {nameOf(conversation, me) || t('somebody')}
          </span>
          {canRename && (
            <IconButton
              ref={pencil}
              size="sm"
              label={t('details.rename')}
              icon={<Pencil />}
              onClick={() => setRenaming(true)}
            />
          )}
        </p>
      )}
      <p className="text-sm text-muted">
        <Presence conversation={conversation} />
      </p>
    </div>
  );
}

function Rename({ conversation, onDone }: { readonly conversation: Conversation; readonly onDone: () => void }) {
  const t = useT('inbox/open');
  const common = useT('common');
  const trouble = useTrouble();
  const { conversations } = useParley();
  const [title, setTitle] = useState(conversation.title ?? '');
  const [isBusy, setBusy] = useState(false);
  const isThere = useIsThere();
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = title.trim();
    if (wanted === '' || isBusy) return;
    if (wanted === conversation.title) return onDone();
    setBusy(true);
    try {
      await conversations.update(conversation.id, { title: wanted });
      if (isThere()) onDone();
    } catch (error) {
      setBusy(false);
      showToast({ tone: 'danger', title: t('actionFailed'), detail: trouble(error) });
    }
  };
  return (
    <form onSubmit={(event) => void save(event)} className="flex w-full items-center gap-1">
      <div className="min-w-0 flex-1">
        <TextField
          autoFocus
          label={t('create.name')}
          isLabelHidden
          value={title}
          readOnly={isBusy}
          aria-busy={isBusy}
          maxLength={100}
          onValueChange={setTitle}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            onDone();
          }}
        />
      </div>
      <IconButton type="submit" label={common('save')} icon={<Check />} disabled={title.trim() === '' || isBusy} />
      <IconButton label={common('cancel')} icon={<X />} onClick={onDone} />
    </form>
  );
}
