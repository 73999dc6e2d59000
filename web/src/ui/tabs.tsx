import * as Radix from 'radix-ui/tabs';
import type { ReactNode } from 'react';
import { direction } from '../i18n/direction.ts';

type Tab<T extends string> = { readonly value: T; readonly label: string; readonly content: ReactNode };

type TabsProps<T extends string> = {
  readonly label: string;
  readonly tabs: readonly Tab<T>[];
  readonly value: T;
  readonly onValueChange: (value: T) => void;
};

/** Several sheets in one place; arrow keys move between them. */
export function Tabs<T extends string>({ label, tabs, value, onValueChange }: TabsProps<T>) {
  return (
    <Radix.Root
      dir={direction()}
      value={value}
      onValueChange={(next) => {
        const tab = tabs.find((one) => one.value === next);
        if (tab) onValueChange(tab.value);
      }}
      className="flex min-h-0 flex-1 flex-col"
    >
      <Radix.List aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line px-2">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="ring-inset-focus -mb-px h-9 border-b-2 border-transparent px-2.5 text-sm font-medium whitespace-nowrap text-muted hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="min-h-0 flex-1 focus-visible:outline-offset-[-2px]">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
