import { Check } from 'lucide-react';
import * as Radix from 'radix-ui/dropdown-menu';
import { useRef } from 'react';
import { direction } from '../i18n/direction.ts';
import { classNames } from './class-names.ts';
import type { MenuPlace } from './menu-button.tsx';
import type { MenuEntry } from './menu-entry.ts';

type MenuListProps = MenuPlace & { readonly entries: readonly MenuEntry[] };

const itemClass =
  'flex h-8 cursor-default items-center gap-2 rounded-md px-2 text-sm outline-none select-none data-highlighted:bg-subtle data-disabled:opacity-50 pointer-coarse:h-10 [&_svg]:size-4 [&_svg]:shrink-0';

/** An open menu over the place where it stands; see menu.tsx. */
export default function MenuList(props: MenuListProps) {
  const { entries, labelledBy, side, align, isByKey, container, onClose, onReturnFocus } = props;
  /** Done once the menu is gone and the keyboard back, so that what it opens may take it. */
  const chosen = useRef<(() => void) | null>(null);
  const isEntered = useRef(!isByKey);
  return (
    <Radix.Root open modal={false} dir={direction()} onOpenChange={(open) => !open && onClose()}>
      <Radix.Trigger asChild>
        <span aria-hidden="true" tabIndex={-1} className="pointer-events-none absolute inset-0" />
      </Radix.Trigger>
      <Radix.Portal container={container}>
        <Radix.Content
          aria-labelledby={labelledBy}
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          loop
          onFocus={({ currentTarget }) => {
            if (isEntered.current) return;
            isEntered.current = true;
            currentTarget.querySelector<HTMLElement>('[role^=menuitem]')?.focus({ preventScroll: true });
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            onReturnFocus();
            chosen.current?.();
          }}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) max-w-80 min-w-48 overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-float motion-safe:animate-appear"
        >
          {entries.map((entry, place) => (
            <Entry
              // biome-ignore lint/suspicious/noArrayIndexKey: entries have no other identity
              key={place}
              entry={entry}
              onChoose={(act) => {
                chosen.current = act;
              }}
            />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type EntryProps = { readonly entry: MenuEntry; readonly onChoose: (act: () => void) => void };

function Entry({ entry, onChoose }: EntryProps) {
  switch (entry.kind) {
    case 'separator':
      return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
    case 'heading':
      return <Radix.Label className="px-2 py-1.5 text-xs text-muted">{entry.label}</Radix.Label>;
    case 'choice':
      return (
        <Radix.RadioGroup
          aria-label={entry.label}
          value={entry.value}
          onValueChange={(value) => onChoose(() => entry.onSelect(value))}
        >
          <Radix.Label className="px-2 pt-1.5 pb-1 text-xs font-medium text-muted">{entry.label}</Radix.Label>
          {entry.options.map(({ value, label, icon }) => (
            <Radix.RadioItem key={value} value={value} className={itemClass}>
              {icon}
              <span className="flex-1 truncate">{label}</span>
              <Radix.ItemIndicator>
                <Check aria-hidden="true" className="text-accent-text" />
              </Radix.ItemIndicator>
            </Radix.RadioItem>
          ))}
        </Radix.RadioGroup>
      );
    default:
      return (
        <Radix.Item
          disabled={entry.isDisabled ?? false}
          onSelect={() => onChoose(entry.onSelect)}
          className={classNames(itemClass, entry.isDangerous && 'text-danger-text')}
        >
          {entry.icon}
          <span className="flex-1 truncate">{entry.label}</span>
          {entry.keys && <kbd className="font-sans text-xs text-muted">{entry.keys}</kbd>}
        </Radix.Item>
      );
  }
}
