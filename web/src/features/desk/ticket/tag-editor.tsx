import type { Ticket } from '@parley/client';
import { Plus, X } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { useTicketActions } from '../data/actions.ts';
import { keysOf } from '../keys/shortcuts.ts';
import { usePress } from '../keys/use-press.ts';
import { TagPicker } from './tag-picker.tsx';

/** As many as the server takes. */
const most = 20;

/** The tags of a ticket, to take off and to add to. */
export function TagEditor({ ticket }: { readonly ticket: Ticket }) {
  const t = useT('desk');
  const actions = useTicketActions();
  const { tags } = ticket;
  const button = usePress('tag', tags.length < most);
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-1 px-2 py-0.5">
      {tags.map((tag) => (
        <span
          key={tag}
          className="inline-flex h-6 max-w-full min-w-0 items-center rounded-md border border-line bg-subtle ps-1.5 text-xs"
        >
          <bdi className="truncate">{tag}</bdi>
          <button
            type="button"
            aria-label={t('tags.remove', { tag })}
            className="flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:text-ink"
            onClick={() => void actions.update(ticket, { tags: tags.filter((one) => one !== tag) })}
          >
            <X aria-hidden="true" className="size-3" />
          </button>
        </span>
      ))}
      {tags.length < most && (
        <TagPicker
          label={t('tags.add')}
          taken={tags}
          onPick={(tag) => void actions.update(ticket, { tags: [...tags, tag] })}
          trigger={
            <button
              ref={button}
              type="button"
              aria-label={t('tags.add')}
              data-tooltip={t('tags.add')}
              data-tooltip-keys={keysOf('tag')}
              className="inline-flex h-6 min-w-6 items-center justify-center gap-1 rounded-md border border-dashed border-control px-1 text-xs text-muted hover:border-muted hover:text-ink"
            >
              <Plus aria-hidden="true" className="size-3" />
            </button>
          }
        />
      )}
    </div>
  );
}
