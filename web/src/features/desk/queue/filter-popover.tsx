import { ListFilter } from 'lucide-react';
import type { ReactNode } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { Select } from '../../../ui/select.tsx';
import { ticketPriorities, ticketStatuses } from '../../../ui/ticket-states.ts';
import { useCategoryName } from '../data/categories.ts';
import { useStaff } from '../data/people.ts';
import { type DeskQuery, filterCount, fixesAssignee, viewQuery } from '../data/query.ts';
import { useKnownTags } from '../data/tags.ts';
import { useCategories } from '../data/ticket.ts';

type FilterProps = { readonly query: DeskQuery; readonly onChange: (change: Partial<DeskQuery>) => void };

/** Narrows the queue down. */
export function FilterPopover({ query, onChange }: FilterProps) {
  const t = useT('desk');
  const count = filterCount(query);
  return (
    <Popover
      label={t('filter.label')}
      align="end"
      className="max-h-(--radix-popover-content-available-height) w-88 overflow-y-auto"
      trigger={
        <IconButton
          label={count > 0 ? t('filter.openOn', { count }) : t('filter.open')}
          icon={
            <span className="relative">
              <ListFilter />
              {count > 0 && (
                <span className="absolute -end-1.5 -top-1.5 flex size-3.5 items-center justify-center rounded-full bg-accent text-2xs leading-none font-semibold text-on-accent">
                  {count}
                </span>
              )}
            </span>
          }
        />
      }
    >
      <Filters query={query} onChange={onChange} />
    </Popover>
  );
}

function Filters({ query, onChange }: FilterProps) {
  const t = useT('desk');
  const words = useT('common/tickets');
  const categories = useCategories();
  const nameOf = useCategoryName();
  return (
    <div className="flex flex-col gap-3">
      {query.view !== 'pending' && (
        <Group legend={t('field.status')}>
          {ticketStatuses.map((status) => (
            <Checkbox
              key={status}
              label={words(`status.${status}`)}
              checked={query.status.includes(status)}
              onCheckedChange={(isOn) => onChange({ status: toggle(query.status, status, isOn) })}
            />
          ))}
        </Group>
      )}
      <Group legend={t('field.priority')}>
        {ticketPriorities.map((priority) => (
          <Checkbox
            key={priority}
            label={words(`priority.${priority}`)}
            checked={query.priority.includes(priority)}
            onCheckedChange={(isOn) => onChange({ priority: toggle(query.priority, priority, isOn) })}
          />
        ))}
      </Group>
      <Group legend={t('field.category')}>
        {categories.map(({ slug }) => (
          <Checkbox
            key={slug}
            label={nameOf(slug)}
            checked={query.category.includes(slug)}
            onCheckedChange={(isOn) => onChange({ category: toggle(query.category, slug, isOn) })}
          />
        ))}
      </Group>
      <div className="grid grid-cols-2 gap-3">
        {!fixesAssignee(query.view) && <AssigneeFilter query={query} onChange={onChange} />}
        <TagFilter query={query} onChange={onChange} />
      </div>
      {filterCount(query) > 0 && (
        <Button
          size="sm"
          variant="ghost"
          className="self-end"
          onClick={() => onChange({ ...viewQuery(query.view), q: query.q, sort: query.sort })}
        >
          {t('filter.clear')}
        </Button>
      )}
    </div>
  );
}

function Group({ legend, children }: { readonly legend: string; readonly children: ReactNode }) {
  return (
    <fieldset>
      <legend className="pb-1 text-xs font-medium text-muted">{legend}</legend>
      <div className="grid grid-cols-2 gap-x-3 gap-y-1">{children}</div>
    </fieldset>
  );
}

const any = '';

function AssigneeFilter({ query, onChange }: FilterProps) {
  const t = useT('desk');
  const { people } = useStaff();
  const options = [
    { value: any, label: t('filter.anybody') },
    { value: 'me', label: t('filter.me') },
    { value: 'none', label: t('assignee.nobody') },
    ...people.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <Select
      label={t('field.assignee')}
      options={options}
      value={query.assignee ?? any}
      onValueChange={(value) => onChange({ assignee: value === any ? null : value })}
    />
  );
}

function TagFilter({ query, onChange }: FilterProps) {
  const t = useT('desk');
  const known = useKnownTags()();
  const tags = query.tag === null || known.includes(query.tag) ? known : [query.tag, ...known];
  return (
    <Select
      label={t('field.tag')}
      options={[{ value: any, label: t('filter.anyTag') }, ...tags.map((tag) => ({ value: tag, label: tag }))]}
      value={query.tag ?? any}
      onValueChange={(value) => onChange({ tag: value === any ? null : value })}
    />
  );
}

function toggle<T>(values: readonly T[], value: T, isOn: boolean): readonly T[] {
  return isOn ? [...values, value] : values.filter((one) => one !== value);
}
