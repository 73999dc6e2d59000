import { type ReactNode, useId } from 'react';

/** What all fields have. */
export type FieldProps = {
  readonly label: string;
  /** Only for those who do not see it; where the place says what it is. */
  readonly isLabelHidden?: boolean;
  /** A sentence below it. */
  readonly hint?: string | undefined;
  /** Why what was entered is refused; also marks the control as invalid. */
  readonly error?: string | undefined;
};

/** What a control needs to be known by its label, hint and error. */
export type ControlProps = {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
};

/** How a box that takes text looks. */
export const controlClass =
  'w-full rounded-md border border-control bg-surface text-sm text-ink transition-colors hover:not-disabled:border-muted focus-visible:outline-offset-0 aria-invalid:border-danger disabled:opacity-60 pointer-coarse:text-lg';

type Props = FieldProps & { readonly children: (control: ControlProps) => ReactNode };

/** A label above a control, a hint or an error below it, tied together. */
export function Field({ label, isLabelHidden = false, hint, error, children }: Props) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className={isLabelHidden ? 'sr-only' : 'text-sm font-medium'}>
        {label}
      </label>
      {children({ id, 'aria-describedby': note ? `${id}-note` : undefined, 'aria-invalid': error ? true : undefined })}
      {note && (
        <p id={`${id}-note`} className={error ? 'text-xs text-danger-text' : 'text-xs text-muted'}>
          {note}
        </p>
      )}
    </div>
  );
}
