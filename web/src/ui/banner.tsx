import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

type BannerProps = {
  readonly tone?: 'info' | 'warning' | 'danger' | 'success';
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  readonly action?: ReactNode;
};

const tones = {
  info: 'bg-info-soft text-info-text',
  success: 'bg-success-soft text-success-text',
  warning: 'bg-warning-soft text-warning-text',
  danger: 'bg-danger-soft text-danger-text',
};

/** A line across its place that says what is to be known there; readers of the screen hear it when it comes. */
export function Banner({ tone = 'info', icon, children, action }: BannerProps) {
  return (
    <div
      role="status"
      className={classNames(
        'flex min-h-9 items-center gap-2 px-4 py-1.5 text-sm font-medium [&_svg]:size-4',
        tones[tone],
      )}
    >
      {icon && <span aria-hidden="true">{icon}</span>}
      <span className="min-w-0 flex-1">{children}</span>
      {action}
    </div>
  );
}
