import type { Ticket } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useMutation } from '@tanstack/react-query';
import { CircleSlash, MoreHorizontal, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { AlertDialog } from '../../../ui/alert-dialog.tsx';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { showToast } from '../../../ui/toasts.ts';

type MovesProps = { readonly ticket: Ticket; readonly onChanged: () => Promise<void> };

/** What who asked can do with a ticket: close it, and say that it is not solved after all. */
export function Moves({ ticket, onChanged }: MovesProps) {
  const t = useT('support');
  const common = useT('common');
  const trouble = useTrouble();
  const parley = useParley();
  const [isClosing, setClosing] = useState(false);
  const move = useMutation({
    mutationFn: (status: 'open' | 'closed') =>
      parley.request('put', '/api/tickets/{id}/status', { params: { id: ticket.id }, body: { status } }),
    onSuccess: onChanged,
    onError: (error) => showToast({ tone: 'danger', title: common('failed'), detail: trouble(error) }),
  });
  if (ticket.status === 'closed') return null;
  return (
    <div className="flex shrink-0 items-center gap-1">
      {ticket.status === 'resolved' && (
        <Button size="sm" icon={<RotateCcw />} isBusy={move.isPending} onClick={() => move.mutate('open')}>
          {t('reopen')}
        </Button>
      )}
      <Menu
        trigger={<IconButton label={t('moves')} icon={<MoreHorizontal />} />}
        entries={[{ label: t('close'), icon: <CircleSlash />, onSelect: () => setClosing(true) }]}
      />
      <AlertDialog
        open={isClosing}
        onOpenChange={setClosing}
        title={t('closeTitle')}
        description={t('closeDetail')}
        confirm={t('close')}
        onConfirm={() => move.mutate('closed')}
      />
    </div>
  );
}
