import { ChevronDown } from 'lucide-react';
import { useId } from 'react';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { useCategories } from '../reading.ts';

type TopicFieldProps = { readonly ids: readonly string[]; readonly onChange: (ids: readonly string[]) => void };

/** The topics under which an article stands. */
export function TopicField({ ids, onChange }: TopicFieldProps) {
  const t = useT('help');
  const format = useFormat();
  const id = useId();
  const categories = useCategories().data ?? [];
  const chosen = categories.filter((category) => ids.includes(category.id));
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span id={id} className="text-sm font-medium">
        {t('topics')}
      </span>
      <Popover
        label={t('topics')}
        className="max-h-80 w-72 overflow-y-auto"
        trigger={
          <button
            type="button"
            aria-labelledby={`${id} ${id}-value`}
            className="flex h-8 items-center justify-between gap-2 rounded-md border border-control bg-surface px-2.5 text-start text-sm hover:border-muted pointer-coarse:h-10"
          >
            <span id={`${id}-value`} dir="auto" className={chosen.length === 0 ? 'text-muted' : 'truncate'}>
              {chosen.length === 0 ? t('noTopic') : format.list(chosen.map(({ name }) => name))}
            </span>
            <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
          </button>
        }
      >
        <fieldset className="flex flex-col gap-2.5">
          <legend className="sr-only">{t('topics')}</legend>
          {categories.map((category) => (
            <Checkbox
              key={category.id}
              label={category.name}
              checked={ids.includes(category.id)}
              onCheckedChange={(isOn) =>
                onChange(isOn ? [...ids, category.id] : ids.filter((one) => one !== category.id))
              }
            />
          ))}
          {categories.length === 0 && <p className="text-sm text-muted">{t('noTopics')}</p>}
        </fieldset>
      </Popover>
    </div>
  );
}
