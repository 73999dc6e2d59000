import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Spinner } from './spinner.tsx';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';

type ButtonProps = ComponentProps<'button'> & {
  /** `primary` for the one thing a screen is about; `secondary` by default. */
  readonly variant?: ButtonVariant;
  readonly size?: 'sm' | 'md';
  /** Before the words; decoration. */
  readonly icon?: ReactNode;
  /** Shows that it works on it, and takes no further press. */
  readonly isBusy?: boolean;
};

const variants: Readonly<Record<ButtonVariant, string>> = {
  primary: 'bg-accent text-on-accent hover:not-disabled:bg-accent-hover',
  secondary: 'border border-strong bg-surface text-ink hover:not-disabled:bg-subtle',
  ghost: 'text-muted hover:not-disabled:bg-subtle hover:not-disabled:text-ink',
  danger: 'bg-danger text-on-danger hover:not-disabled:bg-danger-hover',
};
const sizes = { sm: 'h-7 px-2.5 text-sm pointer-coarse:h-9', md: 'h-8 px-3 text-sm pointer-coarse:h-10' };

/** How a button looks, for links that look like one. */
export function buttonClass(variant: ButtonVariant = 'secondary', size: 'sm' | 'md' = 'md'): string {
  return classNames(
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap transition-colors select-none',
    'disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
    variants[variant],
    sizes[size],
  );
}

/** A button with words; `type` is `button` unless said otherwise. */
export function Button({ variant, size, icon, isBusy = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      className={classNames(buttonClass(variant, size), className)}
    >
      {isBusy ? <Spinner /> : icon}
      {children}
    </button>
  );
}
