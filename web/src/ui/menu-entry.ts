import type { ReactNode } from 'react';

type Action = {
  readonly kind?: 'action';
  readonly label: string;
  readonly icon?: ReactNode;
  /** Keys that do the same. */
  readonly keys?: string;
  readonly isDangerous?: boolean;
  readonly isDisabled?: boolean;
  readonly onSelect: () => void;
};

type Choice = {
  readonly kind: 'choice';
  /** What is chosen. */
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string; readonly icon?: ReactNode }[];
  readonly onSelect: (value: string) => void;
};

/** Something in a menu: an action, one of several, words above others, or a line. */
export type MenuEntry =
  | Action
  | Choice
  | { readonly kind: 'heading'; readonly label: ReactNode }
  | { readonly kind: 'separator' };
