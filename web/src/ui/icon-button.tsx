import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label' | 'children' | 'title'> & {
  /** What it does; its accessible name, and its tooltip. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly size?: 'sm' | 'md';
  /** Keys that do the same, shown in the tooltip. */
  readonly keys?: string;
  /** For a switch between two states: whether it is on. */
  readonly isPressed?: boolean;
  readonly variant?: 'ghost' | 'primary';
};

/** A button that is only an icon. The tooltip repeats the name, so it is for eyes alone. */
export function IconButton({
  label,
  icon,
  size = 'md',
  keys,
  isPressed,
  variant,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      aria-pressed={isPressed}
      data-tooltip={label}
      data-tooltip-keys={keys}
      className={classNames(
        'inline-flex shrink-0 items-center justify-center rounded-md transition-colors select-none disabled:opacity-50 [&_svg]:size-4',
        size === 'sm' ? 'size-7 pointer-coarse:size-9' : 'size-8 pointer-coarse:size-10',
        variant === 'primary'
          ? 'bg-accent text-on-accent hover:not-disabled:bg-accent-hover'
          : 'text-muted hover:not-disabled:bg-subtle hover:not-disabled:text-ink aria-pressed:bg-accent-soft aria-pressed:text-accent-text aria-expanded:bg-subtle aria-expanded:text-ink',
        className,
      )}
    >
      {icon}
    </button>
  );
}
