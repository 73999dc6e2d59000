import type { Message } from '@parley/client';
import { useCallback, useEffect, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Button } from '../../../ui/button.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { RelativeTime } from '../../../ui/timestamp.tsx';
import { type Place, useRoom } from '../room.ts';
import { PlacedPopover } from './placed-popover.tsx';

type Read = { readonly userId: string; readonly name: string; readonly readAt: string };
type ReadersProps = { readonly message: Message; readonly place: Place; readonly onClose: () => void };

/** Who has read a message, and when. */
export default function Readers({ message, place, onClose }: ReadersProps) {
  const t = useT('chat');
  const common = useT('common');
  const { parley } = useRoom();
  const [reads, setReads] = useState<readonly Read[] | 'failed' | null>(null);
  const load = useCallback(() => {
    setReads(null);
    parley.request('get', '/api/messaging/messages/{id}/reads', { params: { id: message.id } }).then(
      ({ data }) => setReads(data),
      () => setReads('failed'),
    );
  }, [parley, message.id]);
  useEffect(load, [load]);
  const title = reads === null || reads === 'failed' ? t('readers.title') : t('readers.count', { count: reads.length });
  return (
    <PlacedPopover place={place} label={t('readers.title')} onClose={onClose} className="w-64 p-2">
      <p className="px-1 pb-1 text-xs font-medium text-muted">{title}</p>
      {reads === null && (
        <p className="flex justify-center p-3 text-muted">
          <Spinner />
        </p>
      )}
      {reads === 'failed' && (
        <Button size="sm" variant="ghost" onClick={load}>
          {common('retry')}
        </Button>
      )}
      {Array.isArray(reads) && reads.length === 0 && (
        <p className="px-1 py-1 text-sm text-muted">{t('readers.none')}</p>
      )}
      {Array.isArray(reads) && (
        <ul className="max-h-64 overflow-y-auto">
          {reads.map(({ userId, name, readAt }: Read) => (
            <li key={userId} className="flex items-center gap-2 px-1 py-1">
              <Avatar id={userId} name={name} size={24} />
              <span className="min-w-0 flex-1 truncate text-sm">{name}</span>
              <RelativeTime at={readAt} className="shrink-0 text-xs text-muted" />
            </li>
          ))}
        </ul>
      )}
    </PlacedPopover>
  );
}
