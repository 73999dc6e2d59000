import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { controlClass, Field, type FieldProps } from './field.tsx';

type TextFieldProps = FieldProps &
  Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'size'> & {
    readonly value: string;
    readonly onValueChange: (value: string) => void;
    /** Inside it, before the text; decoration. */
    readonly icon?: ReactNode;
  };

/** A line of text. */
export function TextField({
  label,
  isLabelHidden,
  hint,
  error,
  icon,
  onValueChange,
  className,
  ...rest
}: TextFieldProps) {
  return (
    <Field label={label} isLabelHidden={isLabelHidden ?? false} hint={hint} error={error}>
      {(control) => (
        <span className="relative flex items-center">
          {icon && (
            <span aria-hidden="true" className="pointer-events-none absolute start-2.5 text-muted [&_svg]:size-4">
              {icon}
            </span>
          )}
          <input
            type="text"
            dir="auto"
            {...rest}
            {...control}
            onChange={(event) => onValueChange(event.target.value)}
            className={classNames(
              controlClass,
              'h-8 px-2.5 pointer-coarse:h-10 [&::-webkit-search-cancel-button]:hidden',
              icon !== undefined && 'ps-8',
              className,
            )}
          />
        </span>
      )}
    </Field>
  );
}
