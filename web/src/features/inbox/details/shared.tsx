import type { Attachment, Conversation, Message } from '@parley/client';
import { useParley } from '@parley/client/react';
import { Link } from '@tanstack/react-router';
import { FileText, Music, Video } from 'lucide-react';
import { usePages } from '../../../common/pages.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Section } from './section.tsx';

type File = { readonly file: Attachment; readonly message: Message };

const LIMIT = 100;

/** Pictures and files of the latest messages; each leads to where it was shared. */
export function Shared({ conversation: { id, lastSeq } }: { readonly conversation: Conversation }) {
  const t = useT('inbox/open');
  const parley = useParley();
  const pages = usePages<Message>({
    queryKey: ['inbox', 'shared', id, lastSeq],
    read: ({ cursor, signal }) =>
      parley.request('get', '/api/messaging/conversations/{id}/messages', {
        params: { id },
        query: { limit: LIMIT, ...(cursor && { cursor }) },
        signal,
      }),
    keepsPrevious: true,
  });
  const all = pages.items.flatMap((message) => message.attachments.map((file): File => ({ file, message })));
  const pictures = all.filter(({ file }) => file.kind === 'image');
  const others = all.filter(({ file }) => file.kind !== 'image');
  return (
    <Section title={t('shared.title')}>
      {pages.status === 'pending' && <Skeleton className="h-24 w-full" />}
      {pages.status === 'error' && <Button onClick={pages.retry}>{t('shared.retry')}</Button>}
      {pages.status === 'success' && all.length === 0 && <p className="text-sm text-muted">{t('shared.nothing')}</p>}
      {pictures.length > 0 && (
        <ul aria-label={t('shared.pictures')} className="grid grid-cols-4 gap-1.5 pb-2">
          {pictures.map((shared) => (
            <li key={shared.file.id}>
              <Picture {...shared} />
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul aria-label={t('shared.files')} className="-mx-2 flex flex-col">
          {others.map((shared) => (
            <li key={shared.file.id}>
              <Row {...shared} />
            </li>
          ))}
        </ul>
      )}
      {pages.hasMore && (
        <Button size="sm" variant="ghost" className="w-full" isBusy={pages.isLoadingMore} onClick={pages.loadMore}>
          {t('shared.older')}
        </Button>
      )}
    </Section>
  );
}

function Picture({ file, message }: File) {
  return (
    <Link
      to="/inbox/$id"
      params={{ id: message.conversationId }}
      search={({ panel }) => ({ ...(isRoomy() && panel && { panel }), seq: String(message.seq) })}
      replace
      aria-label={file.name}
      data-tooltip={file.name}
      className="block aspect-square overflow-hidden rounded-md bg-subtle focus-visible:rounded-md"
    >
      <img src={file.thumbnailUrl ?? file.url} alt="" loading="lazy" className="size-full object-cover" />
    </Link>
  );
}

const icons = { video: Video, audio: Music, document: FileText, image: FileText } as const;

function Row({ file, message }: File) {
  const format = useFormat();
  const Icon = icons[file.kind];
  return (
    <Link
      to="/inbox/$id"
      params={{ id: message.conversationId }}
      search={({ panel }) => ({ ...(isRoomy() && panel && { panel }), seq: String(message.seq) })}
      replace
      className="ring-inset-focus flex min-h-11 items-center gap-3 rounded-lg px-2 py-1 hover:bg-subtle focus-visible:rounded-lg"
    >
      <span aria-hidden="true" className="flex size-8 items-center justify-center rounded-md bg-subtle text-muted">
        <Icon className="size-4" />
      </span>
      <span className="min-w-0 flex-1">
        <bdi className="block truncate text-sm">{file.name}</bdi>
        <span className="block text-xs text-muted">
          {format.size(file.size)} · {format.day(new Date(message.createdAt))}
        </span>
      </span>
    </Link>
  );
}

/** Whether the panel has a place of its own beside the chat. */
function isRoomy(): boolean {
  return window.matchMedia('(min-width: 80rem)').matches;
}
