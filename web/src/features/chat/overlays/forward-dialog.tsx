import type { Message } from '@parley/client';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { useIsThere } from '../../../common/is-there.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ListSkeleton } from '../../../ui/skeleton.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { conversationFace } from '../conversation-face.ts';
import { excerptOf } from '../message/excerpt.ts';
import { problemText } from '../message/problems.ts';
import { useRoom } from '../room.ts';
import { asProblem } from '../room-actions.ts';
import { useFoundConversations } from './found-conversations.ts';

type ForwardDialogProps = { readonly message: Message; readonly onClose: () => void };

/** The server takes so many at once. */
const MOST = 20;

/** Sends a message on to other conversations. */
export default function ForwardDialog({ message, onClose }: ForwardDialogProps) {
  const t = useT('chat');
  const common = useT('common');
  const format = useFormat();
  const { parley, me } = useRoom();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isBusy, setBusy] = useState(false);
  const isThere = useIsThere();
  const [problem, setProblem] = useState<string | null>(null);
  const found = useFoundConversations(query);
  const rows = Array.isArray(found) ? found : [];
  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await parley.messages.forward(message.id, [...chosen]);
      showToast({ tone: 'success', title: t('forward.done', { count: chosen.size }) });
      if (isThere()) onClose();
    } catch (error) {
      setProblem(problemText(asProblem(error), t, format));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('forward.title')}
      footer={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button variant="primary" isBusy={isBusy} disabled={chosen.size === 0} onClick={() => void send()}>
            {t('forward.send', { count: Math.max(1, chosen.size) })}
          </Button>
        </>
      }
    >
      <p
        dir="auto"
        className="mb-3 line-clamp-2 rounded-md border-s-3 border-accent bg-subtle px-2.5 py-1.5 text-sm wrap-anywhere text-muted"
      >
        {excerptOf(message, t)}
      </p>
      <TextField
        type="search"
        label={t('forward.search')}
        isLabelHidden
        placeholder={t('forward.search')}
        icon={<Search />}
        value={query}
        onValueChange={setQuery}
      />
      {problem && (
        <p role="alert" className="pt-2 text-sm text-danger-text">
          {problem}
        </p>
      )}
      <ul className="mt-2 h-72 overflow-y-auto">
        {found === null && <ListSkeleton label={common('loading')} rows={4} />}
        {found === 'failed' && (
          <li role="alert" className="py-6 text-center text-sm text-danger-text">
            {common('failed')}
          </li>
        )}
        {found?.length === 0 && <li className="py-6 text-center text-sm text-muted">{t('forward.none')}</li>}
        {rows.map((conversation) => {
          const face = conversationFace(conversation, me, t);
          const isChosen = chosen.has(conversation.id);
          return (
            <li key={conversation.id}>
              <label className="flex cursor-pointer items-center gap-3 rounded-md px-1 py-1.5 hover:bg-subtle">
                <Avatar id={face.id} name={face.name} image={face.image} />
                <span className="min-w-0 flex-1 truncate text-sm">{face.name}</span>
                <input
                  type="checkbox"
                  checked={isChosen}
                  disabled={!isChosen && chosen.size >= MOST}
                  onChange={() => setChosen(toggled(chosen, conversation.id))}
                  className="me-1 size-4 shrink-0 accent-accent"
                />
              </label>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}

function toggled(chosen: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}
