import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';
import { direction } from '../../../i18n/direction.ts';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { Timestamp } from '../../../ui/timestamp.tsx';
import type { Receipt } from './receipt.ts';

type Progress = Receipt | 'pending' | 'failed';

/** What stands small beside a message: when, whether it was changed, how far it has come. */
export type MetaFacts = { readonly at: string | null; readonly isEdited: boolean; readonly progress: Progress | null };

type MetaProps = {
  /** ISO 8601; null where the time stands elsewhere. */
  readonly at: string | null;
  readonly isEdited: boolean;
  /** How far an own message has come. */
  readonly progress: Progress | null;
  /** Over a picture it brings its own ground. */
  readonly isOverlaid?: boolean;
  readonly className?: string;
};

/** When it was said, whether it was changed, and how far it has come. */
export function Meta({ at, isEdited, progress, isOverlaid = false, className }: MetaProps) {
  const t = useT('chat');
  if (at === null && !isEdited && progress === null) return null;
  return (
    <span
      dir={direction()}
      className={classNames(
        'inline-flex items-center gap-1 text-2xs whitespace-nowrap tabular-nums select-none',
        isOverlaid ? 'rounded-full bg-[rgb(0_0_0/0.65)] px-1.5 text-white' : 'text-muted',
        className,
      )}
    >
      {isEdited && <span>{t('edited')}</span>}
      {at !== null && <Timestamp at={at} />}
      {progress !== null && <Tick progress={progress} isOverlaid={isOverlaid} />}
    </span>
  );
}

const icons = { pending: Clock, sent: Check, delivered: CheckCheck, read: CheckCheck, failed: CircleAlert };

function Tick({ progress, isOverlaid }: { readonly progress: Progress; readonly isOverlaid: boolean }) {
  const t = useT('chat');
  const Icon = icons[progress];
  return (
    <span
      data-tooltip={t(`receipt.${progress}`)}
      className={classNames(
        'inline-flex',
        !isOverlaid && progress === 'read' && 'text-accent-text',
        !isOverlaid && progress === 'failed' && 'text-danger-text',
      )}
    >
      <Icon aria-hidden="true" className={progress === 'pending' ? 'size-3' : 'size-3.5'} />
      <span className="sr-only">{t(`receipt.${progress}`)}</span>
    </span>
  );
}
