import type { Conversation, Message, OutboxEntry } from '@parley/client';
import { useParley, useReadable } from '@parley/client/react';
import {
  CalendarClock,
  CircleAlert,
  Clock,
  File,
  Image,
  type LucideIcon,
  MapPin,
  Mic,
  PencilLine,
  Tag,
  Video,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { firstName, isolated } from '../naming.ts';
import { useMe } from '../use-me.ts';
import { useDraft } from './draft.ts';
import { previewOf } from './preview.ts';

type RowTextProps = {
  readonly conversation: Conversation;
  readonly unsent: OutboxEntry | null;
  readonly isNews: boolean;
  readonly isOpen: boolean;
};

/** The second line of a row: who is typing, what one began to write, or what was said last. */
export function RowText({ conversation, unsent, isNews, isOpen }: RowTextProps) {
  const t = useT('inbox');
  const { typing } = useParley();
  const typists = useReadable(typing.in(conversation.id));
  const draft = useDraft(useMe(), conversation.id, isOpen);
  const [typist, ...others] = typists;
  if (typist) {
    const name = firstName(typist.name);
    return (
      <Line className="text-accent-text">
        {conversation.type === 'direct' && t('row.typingHere')}
        {conversation.type !== 'direct' && others.length === 0 && t('row.typing', { name })}
        {others.length > 0 && t('row.typingMore', { name, count: others.length })}
      </Line>
    );
  }
  if (draft !== null) {
    return (
      <Line>
        <span className="inline-flex items-center gap-1 align-bottom font-medium text-danger-text">
          <PencilLine aria-hidden="true" className="size-3.5" />
          {t('row.draft')}
        </span>{' '}
        <span dir="auto">{draft}</span>
      </Line>
    );
  }
  return (
    <Line className={isNews ? 'text-ink' : ''}>
      <Said conversation={conversation} unsent={unsent} />
    </Line>
  );
}

function Line({ className = '', children }: { readonly className?: string; readonly children: ReactNode }) {
  return (
    <span dir="auto" className={classNames('min-w-0 flex-1 truncate [text-align:match-parent]', className)}>
      {children}
    </span>
  );
}

type Pictured = Exclude<Message['type'], 'text' | 'system'>;
const icons: Readonly<Record<Pictured, LucideIcon>> = {
  image: Image,
  file: File,
  audio: Mic,
  video: Video,
  location: MapPin,
  service_offer: Tag,
  booking_request: CalendarClock,
};

function Said({ conversation, unsent }: Pick<RowTextProps, 'conversation' | 'unsent'>) {
  const t = useT('inbox');
  const preview = previewOf(conversation, useMe(), unsent);
  if (preview.kind === 'nothing') return <span className="italic">{t('row.nothing')}</span>;
  const { type, from, text, isDeleted } = preview;
  const prefix = from === 'me' ? t('row.you') : from?.name;
  const Icon = type === 'text' || type === 'system' || isDeleted ? null : icons[type];
  return (
    <>
      {preview.unsent === 'pending' && <Sign icon={Clock} label={t('row.pending')} />}
      {preview.unsent === 'failed' && <Sign icon={CircleAlert} label={t('row.failed')} isBad />}
      {prefix !== undefined && `${t('row.from', { name: isolated(prefix) })} `}
      {Icon && <Icon aria-hidden="true" className="me-1 inline size-3.5 align-[-0.15em]" />}
      {isDeleted && <span className="italic">{t('row.deleted')}</span>}
      {Icon && type !== 'text' && type !== 'system' && (
        <span className={text === '' ? '' : 'sr-only'}>{t(`row.type.${type}`)} </span>
      )}
      <bdi>{text}</bdi>
    </>
  );
}

function Sign({
  icon: Icon,
  label,
  isBad,
}: {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly isBad?: boolean;
}) {
  return (
    <span className={classNames('me-1', isBad && 'text-danger-text')}>
      <Icon aria-hidden="true" className="inline size-3.5 align-[-0.15em]" />
      <span className="sr-only">{label} </span>
    </span>
  );
}
