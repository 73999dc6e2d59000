import { useNavigate } from '@tanstack/react-router';
import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useOpenId, useSearchWord } from '../../app/params.ts';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Kbd } from '../../ui/kbd.tsx';

const pauseMs = 160;

/** Where one looks for articles. What is typed stands in the address a moment later, and so do its results. */
export function SearchField({ isLarge }: { readonly isLarge: boolean }) {
  const t = useT('help');
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useAddressedText();
  useSlash(field);
  return (
    <search className="relative flex items-center">
      <Search
        aria-hidden="true"
        className={classNames('pointer-events-none absolute text-muted', isLarge ? 'start-4 size-5' : 'start-3 size-4')}
      />
      <input
        ref={field}
        type="search"
        dir="auto"
        aria-label={t('search')}
        placeholder={t('searchHint')}
        autoComplete="off"
        enterKeyHint="search"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && text !== '') setText('');
          else if (event.key !== 'ArrowDown') return;
          else document.querySelector<HTMLElement>('[data-results] [data-roving]')?.focus();
          event.preventDefault();
        }}
        className={classNames(
          'w-full border border-control bg-surface text-ink transition-colors hover:border-muted focus-visible:outline-offset-0 [&::-webkit-search-cancel-button]:hidden',
          isLarge
            ? 'h-13 rounded-xl ps-12 pe-12 text-lg shadow-float focus-visible:rounded-xl'
            : 'h-9 rounded-lg ps-9 pe-10 text-base focus-visible:rounded-lg pointer-coarse:h-10 pointer-coarse:text-lg',
        )}
      />
      <span className={classNames('absolute flex', isLarge ? 'end-2.5' : 'end-1')}>
        {text !== '' ? (
          <IconButton
            size="sm"
            label={t('clear')}
            icon={<X />}
            onClick={() => {
              setText('');
              field.current?.focus();
            }}
          />
        ) : (
          <span aria-hidden="true" className="px-1.5 text-muted max-sm:hidden pointer-coarse:hidden">
            <Kbd>/</Kbd>
          </span>
        )}
      </span>
    </search>
  );
}

/** The `q` of the address as it is being typed. From an article, searching is a step that the browser goes back from. */
function useAddressedText(): readonly [string, (text: string) => void] {
  const navigate = useNavigate();
  const isArticle = useOpenId() !== null;
  const category = useSearchWord('category');
  const q = useSearchWord('q') ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => {
    if (typed === null) return;
    if (typed === q) return setTyped(null);
    const timer = setTimeout(() => {
      const search = { ...(category && { category }), ...(typed.trim() !== '' && { q: typed }) };
      void navigate({ to: '/help', search, replace: !isArticle && q !== '' });
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [typed, q, category, isArticle, navigate]);
  return [typed ?? q, setTyped];
}

/** `/` leads to the field from anywhere that is not written in. */
function useSlash(field: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { target } = event;
      const isWriting = target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]');
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isWriting) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [field]);
}
