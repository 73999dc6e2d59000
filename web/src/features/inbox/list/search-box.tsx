import { Search, X } from 'lucide-react';
import type { RefObject } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Kbd } from '../../../ui/kbd.tsx';

type SearchBoxProps = {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly text: string;
  /** Somebody is about to type. */
  readonly onReach: () => void;
  readonly onChange: (text: string) => void;
  /** Down into what was found. */
  readonly onDown: () => void;
};

/** Looks for conversations by name, and for messages. */
export function SearchBox({ field, text, onReach, onChange, onDown }: SearchBoxProps) {
  const t = useT('inbox');
  const common = useT('common');
  return (
    <search className="relative flex items-center">
      <Search aria-hidden="true" className="pointer-events-none absolute start-2.5 size-4 text-muted" />
      <input
        ref={field}
        type="search"
        dir="auto"
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        autoComplete="off"
        enterKeyHint="search"
        maxLength={200}
        value={text}
        onFocus={onReach}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape' && text !== '') onChange('');
          else if (event.key === 'ArrowDown') onDown();
          else return;
          event.preventDefault();
        }}
        className="h-8 w-full rounded-md border border-control bg-surface ps-8 pe-9 text-start text-sm text-ink transition-colors hover:border-muted focus-visible:rounded-md focus-visible:outline-offset-0 pointer-coarse:h-10 pointer-coarse:text-lg [&::-webkit-search-cancel-button]:hidden"
      />
      <span className="absolute end-0.5 flex">
        {text !== '' ? (
          <IconButton
            size="sm"
            label={common('clear')}
            icon={<X />}
            onClick={() => {
              onChange('');
              field.current?.focus();
            }}
          />
        ) : (
          <span aria-hidden="true" className="px-2 text-muted pointer-coarse:hidden">
            <Kbd>/</Kbd>
          </span>
        )}
      </span>
    </search>
  );
}
