import { memo } from 'react';
import { useLocale, useT } from '../../../i18n/use-t.ts';
import { useNow } from '../../../ui/now.ts';
import { dayLabel } from '../days.ts';

/** The day of what stands below. */
export const DayLine = memo(function DayLine({ at }: { readonly at: number }) {
  return (
    <div className="flex justify-center py-2.5">
      <span className="rounded-full bg-subtle px-2.5 py-0.5 text-xs font-medium text-muted">
        <DayName at={at} />
      </span>
    </div>
  );
});

/** A day as one says it, kept true over midnight. */
export function DayName({ at }: { readonly at: number }) {
  const locale = useLocale();
  return dayLabel(at, useNow(), locale);
}

/** Above the first message of all. */
export function Beginning() {
  const t = useT('chat');
  return (
    <p className="absolute inset-x-0 top-0 flex h-14 items-center justify-center text-xs text-muted">
      {t('beginning')}
    </p>
  );
}

/** Where what had not been read began when the chat was opened. */
export const UnreadLine = memo(function UnreadLine() {
  const t = useT('chat');
  return (
    <div className="mx-auto flex max-w-4xl items-center gap-3 px-4 pt-2.5 pb-0.5">
      <span aria-hidden="true" className="h-px flex-1 bg-danger" />
      <span className="text-xs font-semibold text-danger-text">{t('newMessages')}</span>
      <span aria-hidden="true" className="h-px flex-1 bg-danger" />
    </div>
  );
});
