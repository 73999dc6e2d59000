import { type ReactNode, useId, useState } from 'react';
import { classNames } from './class-names.ts';
import { TextField } from './text-field.tsx';

type ComboboxProps<T> = {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly placeholder?: string;
  readonly icon?: ReactNode;
  readonly query: string;
  readonly onQueryChange: (query: string) => void;
  /** What fits the query, best first. */
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly render: (item: T) => ReactNode;
  readonly onPick: (item: T) => void;
  /** Instead of the list: that it is empty, on its way, or failed. */
  readonly note?: ReactNode;
  /** Of the list. */
  readonly className?: string;
};

/** A field with a list below it: arrows move in the list while the text stays where it is, Enter picks. */
export function Combobox<T>(props: ComboboxProps<T>) {
  const { label, isLabelHidden, placeholder, icon, query, onQueryChange, items, keyOf, render, onPick, note } = props;
  const id = useId();
  const [wanted, setWanted] = useState(0);
  const active = Math.min(wanted, items.length - 1);
  const move = (to: number) => {
    const next = (to + items.length) % items.length;
    setWanted(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div className="flex min-h-0 flex-col gap-2">
      <TextField
        type="search"
        role="combobox"
        autoComplete="off"
        label={label}
        isLabelHidden={isLabelHidden ?? false}
        placeholder={placeholder}
        icon={icon}
        value={query}
        onValueChange={(value) => {
          setWanted(0);
          onQueryChange(value);
        }}
        aria-expanded={items.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={items.length > 0 ? `${id}-${active}` : undefined}
        onKeyDown={(event) => {
          const item = items[active];
          if (event.nativeEvent.isComposing) return;
          // A name that fits nobody, or nobody yet, is no answer to the form around it.
          if (item === undefined)
            return event.key === 'Enter' && query.trim() !== '' ? event.preventDefault() : undefined;
          if (event.key === 'ArrowDown') move(active + 1);
          else if (event.key === 'ArrowUp') move(active - 1);
          else if (event.key === 'Enter') onPick(item);
          else return;
          event.preventDefault();
        }}
      />
      {/* The keyboard stays in the field, as the pattern has it; the list only follows. */}
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        className={classNames('overflow-y-auto', props.className)}
      >
        {items.map((item, place) => (
          <div
            key={keyOf(item)}
            id={`${id}-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === active}
            onPointerMove={() => setWanted(place)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(item)}
            onKeyDown={undefined}
            className={classNames('cursor-pointer rounded-md px-2 py-1.5', place === active && 'bg-subtle')}
          >
            {render(item)}
          </div>
        ))}
      </div>
      {note && <div role="status">{note}</div>}
    </div>
  );
}
