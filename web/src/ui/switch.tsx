import { useId } from 'react';
import { classNames } from './class-names.ts';

type SwitchProps = {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  /** A sentence below the label. */
  readonly hint?: string;
  readonly checked: boolean;
  readonly onCheckedChange: (checked: boolean) => void;
  readonly disabled?: boolean;
};

/** On or off, at once. */
export function Switch({ label, isLabelHidden = false, hint, checked, onCheckedChange, disabled }: SwitchProps) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-3">
      <div className={isLabelHidden ? 'sr-only' : 'min-w-0'}>
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-xs text-muted">
            {hint}
          </p>
        )}
      </div>
      <button
        id={id}
        type="button"
        role="switch"
        aria-checked={checked}
        aria-describedby={hint ? `${id}-hint` : undefined}
        disabled={disabled}
        onClick={() => onCheckedChange(!checked)}
        className={classNames(
          'relative h-5 w-9 shrink-0 rounded-full border transition-colors disabled:opacity-50',
          checked ? 'border-accent bg-accent' : 'border-control bg-subtle',
        )}
      >
        <span
          aria-hidden="true"
          className={classNames(
            'absolute top-1/2 size-3.5 -translate-y-1/2 rounded-full transition-[inset-inline-start]',
            checked ? 'start-[1.125rem] bg-on-accent' : 'start-0.5 bg-control',
          )}
        />
      </button>
    </div>
  );
}
