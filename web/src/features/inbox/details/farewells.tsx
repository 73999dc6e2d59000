import type { Conversation } from '@parley/client';
import { useParley } from '@parley/client/react';
import { Ban, EyeOff, LogOut } from 'lucide-react';
import { useState } from 'react';
import { useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { AlertDialog } from '../../../ui/alert-dialog.tsx';
import { Button } from '../../../ui/button.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { nameOf, otherOf } from '../naming.ts';
import { useBlock } from '../open/use-blocks.ts';
import { useLeaving } from '../use-leaving.ts';
import { useMe } from '../use-me.ts';
import HideDialog from './hide-dialog.tsx';

/** The ways out of a conversation. */
export function Farewells({ conversation }: { readonly conversation: Conversation }) {
  const t = useT('inbox/open');
  const other = otherOf(conversation, useMe());
  const [isHiding, setHiding] = useState(false);
  return (
    <div className="flex flex-col items-start gap-1 px-2 py-3">
      {conversation.type === 'group' && <Leave conversation={conversation} />}
      {other && <Block userId={other.userId} name={other.name} />}
      <Button variant="ghost" className="text-danger-text!" icon={<EyeOff />} onClick={() => setHiding(true)}>
        {t('menu.hide')}
      </Button>
      {isHiding && <HideDialog conversation={conversation} onClose={() => setHiding(false)} />}
    </div>
  );
}

function Leave({ conversation }: { readonly conversation: Conversation }) {
  const t = useT('inbox/open');
  const trouble = useTrouble();
  const name = nameOf(conversation, useMe());
  const { conversations } = useParley();
  const leaving = useLeaving();
  const [isAsking, setAsking] = useState(false);
  const leave = () => {
    leaving(conversation.id, () => conversations.leave(conversation.id)).catch((error: unknown) =>
      showToast({ tone: 'danger', title: t('actionFailed'), detail: trouble(error) }),
    );
  };
  return (
    <>
      <Button
        variant="ghost"
        className="text-danger-text!"
        icon={<LogOut className="mirrored" />}
        onClick={() => setAsking(true)}
      >
        {t('leave.open')}
      </Button>
      <AlertDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t('leave.question', { name })}
        description={t('leave.detail')}
        confirm={t('leave.confirm')}
        isDangerous
        onConfirm={leave}
      />
    </>
  );
}

function Block({ userId, name }: { readonly userId: string; readonly name: string }) {
  const t = useT('inbox/open');
  const { isBlocked, isChanging, change } = useBlock(userId);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="ghost"
        className={isBlocked ? '' : 'text-danger-text!'}
        icon={<Ban />}
        isBusy={isChanging}
        disabled={isBlocked === undefined}
        onClick={() => (isBlocked ? change(false) : setAsking(true))}
      >
        {t(isBlocked ? 'block.undoName' : 'block.open', { name })}
      </Button>
      <AlertDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t('block.question', { name })}
        description={t('block.detail', { name })}
        confirm={t('block.confirm')}
        isDangerous
        onConfirm={() => change(true)}
      />
    </>
  );
}
