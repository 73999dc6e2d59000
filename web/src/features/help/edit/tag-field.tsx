import { X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { Field } from '../../../ui/field.tsx';
import { limits } from './form.ts';

type TagFieldProps = { readonly tags: readonly string[]; readonly onChange: (tags: readonly string[]) => void };

/** Words that an article is found by: Enter or a comma ends one, Backspace takes the last one back. */
export function TagField({ tags, onChange }: TagFieldProps) {
  const t = useT('help');
  const [text, setText] = useState('');
  const isFull = tags.length >= limits.tags;
  const add = () => {
    const tag = [...text.trim()].slice(0, limits.tag).join('');
    setText('');
    if (tag !== '' && !tags.includes(tag) && !isFull) onChange([...tags, tag]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault();
      add();
    } else if (event.key === 'Backspace' && text === '') onChange(tags.slice(0, -1));
  };
  return (
    <Field label={t('tags')} hint={isFull ? t('tagsFull', { count: limits.tags }) : t('tagsHint')}>
      {(control) => (
        <div className="flex min-h-8 flex-wrap items-center gap-1 rounded-md border border-control bg-surface p-1 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-accent">
          {tags.map((tag) => (
            <span
              key={tag}
              className="inline-flex h-6 max-w-full items-center gap-0.5 rounded-sm bg-subtle ps-2 text-xs font-medium"
            >
              <span dir="auto" className="truncate">
                {tag}
              </span>
              <button
                type="button"
                aria-label={t('removeTag', { tag })}
                onClick={() => onChange(tags.filter((one) => one !== tag))}
                className="inline-flex size-6 items-center justify-center rounded-sm text-muted hover:text-ink [&_svg]:size-3.5"
              >
                <X aria-hidden="true" />
              </button>
            </span>
          ))}
          <input
            {...control}
            type="text"
            dir="auto"
            enterKeyHint="done"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
            onBlur={add}
            className="h-6 min-w-24 flex-1 bg-transparent px-1.5 text-sm outline-none focus-visible:outline-none pointer-coarse:text-lg"
          />
        </div>
      )}
    </Field>
  );
}
