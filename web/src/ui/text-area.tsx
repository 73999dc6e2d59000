import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import { controlClass, Field, type FieldProps } from './field.tsx';

type TextAreaProps = FieldProps &
  Omit<ComponentProps<'textarea'>, 'onChange' | 'value'> & {
    readonly value: string;
    readonly onValueChange: (value: string) => void;
    /** Lines that it grows to before it scrolls; 12 by default. */
    readonly maxRows?: number;
    /** Without a box of its own, where the place around it is one. */
    readonly isBare?: boolean;
  };

/** Text of several lines; grows with what is written. */
export function TextArea(props: TextAreaProps) {
  const { label, isLabelHidden, hint, error, onValueChange, maxRows = 12, isBare = false, className, ...rest } = props;
  return (
    <Field label={label} isLabelHidden={isLabelHidden ?? false} hint={hint} error={error}>
      {(control) => (
        // A copy of the text gives the cell its height, and the box fills the cell: no measuring, in any browser.
        <span className="grid text-sm pointer-coarse:text-lg [&>*]:[grid-area:1/1]">
          <span
            aria-hidden="true"
            className="invisible overflow-hidden border border-transparent px-2.5 py-1.5 wrap-anywhere whitespace-pre-wrap"
            style={{ maxHeight: `${maxRows * 1.25 + 1}rem`, minHeight: `${(rest.rows ?? 1) * 1.25 + 0.875}rem` }}
          >
            {`${rest.value} `}
          </span>
          <textarea
            dir="auto"
            rows={1}
            {...rest}
            {...control}
            onChange={(event) => onValueChange(event.target.value)}
            className={classNames(
              isBare ? 'w-full bg-transparent text-ink outline-none focus-visible:outline-none' : controlClass,
              'resize-none overflow-y-auto px-2.5 py-1.5 wrap-anywhere',
              isBare && 'border border-transparent',
              className,
            )}
          />
        </span>
      )}
    </Field>
  );
}
