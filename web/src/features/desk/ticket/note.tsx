import type { Attachment, UserRef } from '@parley/client';
import { Paperclip, RotateCcw, StickyNote } from 'lucide-react';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { Timestamp } from '../../../ui/timestamp.tsx';
import { RichText } from '../../chat/content/rich-text.tsx';
import { useRowTab } from '../../chat/room.ts';
import { reasonWords } from '../data/problems.ts';

type NoteProps = {
  /** Null for what the server said by itself. */
  readonly author: UserRef | null;
  readonly content: string;
  readonly at: string;
  readonly attachments?: readonly Attachment[];
  /** For one that the server does not have. */
  readonly unsaved?: Unsaved;
};

type Unsaved = {
  /** The code of what was refused; null while it is on its way. */
  readonly problem: string | null;
  readonly onRetry: () => void;
  readonly onDiscard: () => void;
};

/** What agents say among themselves; it looks like nothing that the requester sees. */
export function Note({ author, content, at, attachments = [], unsaved }: NoteProps) {
  const t = useT('desk');
  const isPending = unsaved?.problem === null;
  return (
    <article
      className={classNames(
        'mx-auto my-1 w-full max-w-xl rounded-lg border border-warning-text/25 bg-warning-soft px-3 py-2',
        isPending && 'opacity-60',
      )}
    >
      <header className="flex items-center gap-2 text-xs">
        {author ? (
          <Avatar id={author.id} name={author.name} image={author.avatar} size={20} />
        ) : (
          <StickyNote aria-hidden="true" className="size-4 text-warning-text" />
        )}
        <bdi className="truncate font-semibold">{author?.name ?? t('history.system')}</bdi>
        <span className="flex items-center gap-1 font-medium whitespace-nowrap text-warning-text">
          {author && <StickyNote aria-hidden="true" className="size-3.5" />}
          {t('note.label')}
        </span>
        <span className="ms-auto shrink-0 text-ink/70">{isPending ? t('note.sending') : <Timestamp at={at} />}</span>
      </header>
      <Words>{content}</Words>
      <Files attachments={attachments} />
      {unsaved && unsaved.problem !== null && <Failure {...unsaved} problem={unsaved.problem} />}
    </article>
  );
}

function Failure({ problem, onRetry, onDiscard }: Unsaved & { readonly problem: string }) {
  const t = useT('desk');
  const common = useT('common');
  const tab = useRowTab();
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-0.5 pt-1.5">
      <p role="alert" className="text-xs text-danger-text">
        {t('note.failed')} {reasonWords(t, problem)}
      </p>
      <span className="ms-auto flex">
        <Button size="sm" variant="ghost" tabIndex={tab} icon={<RotateCcw />} onClick={onRetry}>
          {common('retry')}
        </Button>
        <Button size="sm" variant="ghost" tabIndex={tab} onClick={onDiscard}>
          {t('note.discard')}
        </Button>
      </span>
    </div>
  );
}

type DescriptionProps = {
  readonly author: UserRef;
  readonly content: string;
  readonly at: string;
  readonly attachments: readonly Attachment[];
};

/** What a ticket began with: no message, but the first thing that was said. */
export function Description({ author, content, at, attachments }: DescriptionProps) {
  const t = useT('desk');
  return (
    <article className="mx-auto mt-2 mb-3 w-full max-w-xl rounded-lg border border-line bg-surface px-3 py-2.5">
      <header className="flex items-center gap-2 text-xs">
        <Avatar id={author.id} name={author.name} image={author.avatar} size={20} />
        <bdi className="truncate font-semibold">{author.name}</bdi>
        <span className="whitespace-nowrap text-muted">{t('note.asked')}</span>
        <span className="ms-auto shrink-0 text-muted">
          <Timestamp at={at} />
        </span>
      </header>
      <Words>{content}</Words>
      <Files attachments={attachments} />
    </article>
  );
}

function Words({ children }: { readonly children: string }) {
  return (
    <p dir="auto" className="pt-1.5 text-sm wrap-anywhere whitespace-pre-wrap">
      <RichText text={children} />
    </p>
  );
}

function Files({ attachments }: { readonly attachments: readonly Attachment[] }) {
  const format = useFormat();
  if (attachments.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-1.5 pt-2">
      {attachments.map(({ id, name, url, size }) => (
        <li key={id} className="min-w-0">
          <a
            href={url}
            target="_blank"
            rel="noopener noreferrer"
            className="flex h-7 max-w-64 items-center gap-1.5 rounded-md border border-line bg-surface px-2 text-xs hover:border-control"
          >
            <Paperclip aria-hidden="true" className="size-3.5 shrink-0 text-muted" />
            <bdi className="truncate font-medium">{name}</bdi>
            <span className="shrink-0 text-muted">{format.size(size)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
