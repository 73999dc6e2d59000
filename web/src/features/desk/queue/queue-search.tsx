import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Kbd } from '../../../ui/kbd.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useCommand } from '../keys/commands.tsx';

type QueueSearchProps = {
  readonly q: string;
  readonly onSearch: (q: string) => void;
  /** The keyboard goes on to what was found. */
  readonly onDone: () => void;
};

const pauseMs = 250;

/** Searches tickets as one types. */
export function QueueSearch({ q, onSearch, onDone }: QueueSearchProps) {
  const t = useT('desk');
  const [text, setText] = useState(q);
  const place = useRef<HTMLElement>(null);
  const field = () => place.current?.querySelector('input') ?? null;
  const asked = useRef(q);
  const ask = useCallback(
    (words: string) => {
      asked.current = words;
      onSearch(words);
    },
    [onSearch],
  );
  useEffect(() => {
    // Only what others asked for: the answer to one's own earlier letters must not undo the later ones.
    if (q !== asked.current) setText(q);
    asked.current = q;
  }, [q]);
  useEffect(() => {
    if (text === asked.current) return;
    const timer = setTimeout(() => ask(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text, ask]);
  const clear = () => {
    setText('');
    ask('');
  };
  useCommand('search', () => field()?.select());

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' || event.key === 'ArrowDown') onDone();
    else if (event.key === 'Escape' && text !== '') clear();
    else if (event.key === 'Escape') field()?.blur();
    else return;
    event.preventDefault();
  };
  return (
    <search ref={place} className="relative min-w-0 flex-1">
      <TextField
        type="search"
        label={t('queue.search')}
        isLabelHidden
        placeholder={t('queue.search')}
        icon={<Search />}
        value={text}
        onValueChange={setText}
        onKeyDown={onKeyDown}
        className="pe-9"
      />
      <span className="absolute end-0.5 top-1/2 flex -translate-y-1/2">
        {text === '' ? (
          <span aria-hidden="true" className="me-2 text-muted pointer-coarse:hidden">
            <Kbd>/</Kbd>
          </span>
        ) : (
          <IconButton size="sm" label={t('queue.clearSearch')} icon={<X />} onClick={clear} />
        )}
      </span>
    </search>
  );
}
