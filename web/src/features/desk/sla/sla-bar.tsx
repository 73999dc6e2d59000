import { useFormat } from '../../../i18n/format.ts';
import { useLocale, useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { formatDuration, formatWork } from '../data/duration.ts';
import type { SlaStory, Stretch } from './story.ts';

const fills: Readonly<Record<Stretch['kind'], string>> = {
  counted: 'bg-accent',
  pending: 'bg-away',
  outside_business_hours: 'bg-strong',
  resolved: 'bg-online',
  no_policy: 'bg-subtle',
};

/** A ticket's life as a bar: which stretches of it counted, and why the others did not. */
export function SlaBar({ story }: { readonly story: SlaStory }) {
  const t = useT('desk');
  const locale = useLocale();
  const format = useFormat();
  const kinds = [{ reason: 'counted' as const, ms: story.countedMs }, ...story.pauses];
  const isOneDay = format.day(new Date(story.from)) === format.day(new Date(story.to));
  const spell = isOneDay ? format.time : format.moment;
  return (
    <div>
      <div aria-hidden="true" className="flex h-3 gap-px overflow-hidden rounded-sm">
        {story.stretches.map(({ kind, from, to, share }) => (
          <span
            key={from}
            data-tooltip={`${t(`sla.kind.${kind}`)} · ${spell(new Date(from))} – ${spell(new Date(to))}`}
            className={classNames('min-w-0.5', fills[kind])}
            style={{ flexGrow: share, flexBasis: 0 }}
          />
        ))}
      </div>
      <div aria-hidden="true" className="flex justify-between gap-2 pt-1 text-2xs text-muted">
        <span>{spell(new Date(story.from))}</span>
        <span>{spell(new Date(story.to))}</span>
      </div>
      <ul className="flex flex-wrap gap-x-3 gap-y-1 pt-1.5">
        {kinds.map(({ reason: kind, ms }) => (
          <li key={kind} className="flex items-center gap-1.5 text-xs">
            <span
              aria-hidden="true"
              className={classNames(
                'size-2 rounded-full',
                fills[kind],
                kind === 'no_policy' && 'border border-control',
              )}
            />
            <span>{t(`sla.kind.${kind}`)}</span>
            <span className="text-muted tabular-nums">
              {(kind === 'counted' ? formatWork : formatDuration)(ms, locale, 'narrow')}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
