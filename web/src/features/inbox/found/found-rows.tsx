import { useConversations } from '@parley/client/react';
import { useMemo } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { Body, type BodyProps } from '../list/body.tsx';
import { isNamed } from '../list/views.ts';
import { useMe } from '../use-me.ts';
import { filterOf, rowsOf } from './filter.ts';
import FoundMessages from './found-messages.tsx';
import { useFound } from './use-found.ts';

/**
 * The conversations of a view or name: those of the client's live list at once, the others as the server finds them. Below those
 * of a name there are messages with these words.
 */
export default function FoundRows(props: BodyProps) {
  const t = useT('inbox/open');
  const me = useMe();
  const { wanted, openId } = props;
  const { items } = useConversations();
  const filter = useMemo(() => filterOf(wanted), [wanted]);
  const found = useFound(filter);
  const rows = useMemo(() => rowsOf(items, found.rows, wanted, me, openId), [items, found.rows, wanted, me, openId]);
  const listing = { ...found, rows, status: rows.length > 0 ? ('ready' as const) : found.status };
  if (!isNamed(wanted)) return <Body listing={listing} {...props} />;
  return (
    <>
      <h2 className={headingClass}>{t('search.conversations')}</h2>
      <Body listing={listing} {...props} />
      <section aria-labelledby="found-messages">
        <h2 id="found-messages" className={headingClass}>
          {t('search.messages')}
        </h2>
        <FoundMessages q={wanted.name.trim()} />
      </section>
    </>
  );
}

const headingClass = 'px-4 pt-2 pb-1 text-xs font-medium text-muted';
