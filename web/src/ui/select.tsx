import { ChevronDown } from 'lucide-react';
import { classNames } from './class-names.ts';
import { controlClass, Field, type FieldProps } from './field.tsx';

export type Option<T extends string> = { readonly value: T; readonly label: string };

type SelectProps<T extends string> = FieldProps & {
  readonly value: T;
  readonly onValueChange: (value: T) => void;
  readonly options: readonly Option<T>[];
  readonly disabled?: boolean;
  readonly className?: string;
};

/** One of several. The system's own list: it is at home on phones, and costs nothing. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { label, isLabelHidden, hint, error, value, onValueChange, options, disabled, className } = props;
  return (
    <Field label={label} isLabelHidden={isLabelHidden ?? false} hint={hint} error={error}>
      {(control) => (
        <span className="relative flex items-center">
          <select
            {...control}
            value={value}
            disabled={disabled}
            onChange={(event) => {
              const chosen = options.find((option) => option.value === event.target.value);
              if (chosen) onValueChange(chosen.value);
            }}
            className={classNames(
              controlClass,
              'h-8 appearance-none ps-2.5 pe-8 text-start pointer-coarse:h-10',
              className,
            )}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value} className="bg-surface text-ink">
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown aria-hidden="true" className="pointer-events-none absolute end-2.5 size-4 text-muted" />
        </span>
      )}
    </Field>
  );
}
