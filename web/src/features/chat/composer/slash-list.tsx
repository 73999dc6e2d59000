import { useEffect, useRef } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { Spinner } from '../../../ui/spinner.tsx';
import type { SlashItem } from './extension.ts';
import type { Slash } from './slash.ts';

type SlashListProps = { readonly id: string; readonly slash: Slash; readonly onPick: (item: SlashItem) => void };

/** The ready answers above the field; the keyboard stays in the field. */
export function SlashList({ id, slash, onPick }: SlashListProps) {
  const t = useT('chat');
  const list = useRef<HTMLDivElement>(null);
  const { items, active, isLoading } = slash;
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });
  return (
    <div className="absolute inset-x-0 bottom-full z-30 mb-2 overflow-hidden rounded-xl border border-line bg-surface shadow-float motion-safe:animate-rise">
      <p className="flex items-center gap-2 px-3 pt-2 pb-1 text-xs font-medium text-muted">
        {t('slash.title')}
        {isLoading && <Spinner className="size-3" />}
      </p>
      <div ref={list} id={id} role="listbox" aria-label={t('slash.title')} className="max-h-64 overflow-y-auto p-1">
        {items.map((item, place) => (
          <div
            key={item.id}
            id={`${id}-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === active}
            onPointerMove={() => slash.setActive(place)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(item)}
            onKeyDown={undefined}
            className={classNames('cursor-pointer rounded-md px-2 py-1.5', place === active && 'bg-subtle')}
          >
            <p className="truncate text-sm font-medium">{item.title}</p>
            <p dir="auto" className="truncate text-xs text-muted">
              {item.body}
            </p>
          </div>
        ))}
      </div>
      {items.length === 0 && !isLoading && (
        <p role="status" className="px-3 pb-3 text-sm text-muted">
          {t('slash.none')} <span className="max-sm:hidden">{t('slash.close')}</span>
        </p>
      )}
    </div>
  );
}
