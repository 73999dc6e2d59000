import type { Conversation, OutboxEntry } from '@parley/client';
import { useParley, useReadable } from '@parley/client/react';
import { type ReactNode, Suspense } from 'react';
import { lazyPart } from '../../../common/patient.ts';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { firstName, isolated } from '../naming.ts';
import { useMe } from '../use-me.ts';
import { useDraft } from './draft.ts';
import { previewOf } from './preview.ts';
import { Sign } from './sign.tsx';

const EventWords = lazyPart(() => import('./event-words.tsx'));

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
        <span className="font-medium text-danger-text">
          <Sign name="draft" /> {t('row.draft')}
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

/** One line that runs as its words do, and stands where the page's own lines begin. */
function Line({ className = '', children }: { readonly className?: string; readonly children: ReactNode }) {
  return (
    <span className="flex min-w-0 flex-1">
      <span dir="auto" className={classNames('truncate', className)}>
        {children}
      </span>
    </span>
  );
}

function Said({ conversation, unsent }: Pick<RowTextProps, 'conversation' | 'unsent'>) {
  const t = useT('inbox');
  const preview = previewOf(conversation, useMe(), unsent);
  if (preview.kind === 'nothing') return <span className="italic">{t('row.nothing')}</span>;
  const { type, from, text, isDeleted, unsent: state } = preview;
  const prefix = from === 'me' ? t('row.you') : from?.name;
  const pictured = type === 'text' || type === 'system' || isDeleted ? null : type;
  return (
    <>
      {state && (
        <span className={state === 'failed' ? 'text-danger-text' : ''}>
          <Sign name={state} /> <span className="sr-only">{t(`row.${state}`)} </span>
        </span>
      )}
      {prefix !== undefined && `${t('row.from', { name: isolated(prefix) })} `}
      {pictured && (
        <>
          <Sign name={pictured} /> <span className={text === '' ? '' : 'sr-only'}>{t(`row.type.${pictured}`)} </span>
        </>
      )}
      {isDeleted && <span className="italic">{t('row.deleted')}</span>}
      {type === 'system' && !isDeleted ? (
        <Suspense fallback={text}>
          <EventWords sentence={text} />
        </Suspense>
      ) : (
        <bdi>{text}</bdi>
      )}
    </>
  );
}
