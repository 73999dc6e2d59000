import * as Radix from 'radix-ui/alert-dialog';
import { useT } from '../i18n/use-t.ts';
import { buttonClass } from './button.tsx';
import { overlayClass } from './dialog.tsx';
import { useReturnFocus } from './return-focus.ts';

type AlertDialogProps = {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** The question. */
  readonly title: string;
  /** What follows from it. */
  readonly description: string;
  /** The words of the button that does it. */
  readonly confirm: string;
  readonly isDangerous?: boolean;
  readonly onConfirm: () => void;
};

/** Asks before what cannot be taken back; nothing but an answer closes it. */
export function AlertDialog(props: AlertDialogProps) {
  const { open, onOpenChange, title, description, confirm, isDangerous = false, onConfirm } = props;
  const t = useT('common');
  const focus = useReturnFocus();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlayClass} />
        <Radix.Content
          {...focus}
          className="fixed inset-x-4 top-[24dvh] z-50 mx-auto max-w-sm rounded-xl border border-line bg-surface p-4 shadow-float motion-safe:animate-rise focus:outline-none"
        >
          <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
          <Radix.Description className="mt-1 text-sm text-muted">{description}</Radix.Description>
          <div className="mt-5 flex justify-end gap-2">
            <Radix.Cancel className={buttonClass('secondary')}>{t('cancel')}</Radix.Cancel>
            <Radix.Action className={buttonClass(isDangerous ? 'danger' : 'primary')} onClick={onConfirm}>
              {confirm}
            </Radix.Action>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
