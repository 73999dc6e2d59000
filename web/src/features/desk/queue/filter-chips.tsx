import { X } from 'lucide-react';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { useCategoryName } from '../data/categories.ts';
import { usePerson, useStaff } from '../data/people.ts';
import { type DeskQuery, filterCount, viewQuery } from '../data/query.ts';

type FilterChipsProps = { readonly query: DeskQuery; readonly onChange: (change: Partial<DeskQuery>) => void };

/** The filters that are on, each with a way to take it off; nothing where there are none. */
export function FilterChips({ query, onChange }: FilterChipsProps) {
  const t = useT('desk');
  const words = useT('common/tickets');
  const format = useFormat();
  const nameOf = useCategoryName();
  if (filterCount(query) === 0) return null;
  const { status, priority, category, assignee, tag, requester } = query;
  const statuses = status.map((one) => words(`status.${one}`));
  const priorities = priority.map((one) => words(`priority.${one}`));
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-1.5 border-b border-line px-3 py-2">
      {status.length > 0 && (
        <Chip name={t('field.status')} value={format.list(statuses)} onRemove={() => onChange({ status: [] })} />
      )}
      {priority.length > 0 && (
        <Chip name={t('field.priority')} value={format.list(priorities)} onRemove={() => onChange({ priority: [] })} />
      )}
      {category.length > 0 && (
        <Chip
          name={t('field.category')}
          value={format.list(category.map(nameOf))}
          onRemove={() => onChange({ category: [] })}
        />
      )}
      {assignee !== null && <AssigneeChip id={assignee} onRemove={() => onChange({ assignee: null })} />}
      {tag !== null && <Chip name={t('field.tag')} value={tag} onRemove={() => onChange({ tag: null })} />}
      {requester !== null && <RequesterChip id={requester} onRemove={() => onChange({ requester: null })} />}
      {filterCount(query) > 1 && (
        <button
          type="button"
          className="h-6 rounded-md px-1.5 text-xs font-medium text-muted hover:bg-subtle hover:text-ink"
          onClick={() => onChange({ ...viewQuery(query.view), q: query.q, sort: query.sort })}
        >
          {t('filter.clear')}
        </button>
      )}
    </div>
  );
}

type PersonChipProps = { readonly id: string; readonly onRemove: () => void };

function AssigneeChip({ id, onRemove }: PersonChipProps) {
  const t = useT('desk');
  const { people } = useStaff();
  const known = people.find((person) => person.id === id)?.name ?? id;
  const name = id === 'me' ? t('filter.me') : id === 'none' ? t('assignee.nobody') : known;
  return <Chip name={t('field.assignee')} value={name} onRemove={onRemove} />;
}

function RequesterChip({ id, onRemove }: PersonChipProps) {
  const t = useT('desk');
  const person = usePerson(id);
  return <Chip name={t('field.requester')} value={person?.name ?? id} onRemove={onRemove} />;
}

type ChipProps = { readonly name: string; readonly value: string; readonly onRemove: () => void };

function Chip({ name, value, onRemove }: ChipProps) {
  const t = useT('desk');
  return (
    <span className="inline-flex h-6 max-w-full min-w-0 items-center rounded-md border border-line bg-subtle ps-2 text-xs">
      <span className="shrink-0 text-muted">{name}:&nbsp;</span>
      <bdi className="truncate font-medium">{value}</bdi>
      <button
        type="button"
        aria-label={t('filter.remove', { name })}
        data-tooltip={t('filter.remove', { name })}
        className="flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:text-ink"
        onClick={onRemove}
      >
        <X aria-hidden="true" className="size-3" />
      </button>
    </span>
  );
}
