import { Bold, Code, Heading2, Italic, Link2, List, ListOrdered, TextQuote } from 'lucide-react';
import * as Toolbar from 'radix-ui/toolbar';
import { type KeyboardEvent, useRef } from 'react';
import { direction } from '../../../i18n/direction.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Field } from '../../../ui/field.tsx';
import { type Mark, marks, markText } from './marks.ts';

type BodyFieldProps = {
  readonly value: string;
  readonly onValueChange: (value: string) => void;
  readonly error: string | undefined;
};

const icons = {
  bold: Bold,
  italic: Italic,
  heading: Heading2,
  link: Link2,
  list: List,
  numbers: ListOrdered,
  quote: TextQuote,
  code: Code,
} as const;
const keys: Partial<Record<string, Mark>> = { b: 'bold', i: 'italic', k: 'link' };

/** Where the Markdown of an article is written, with buttons for those who do not know it by heart. */
export function BodyField({ value, onValueChange, error }: BodyFieldProps) {
  const t = useT('help');
  const area = useRef<HTMLTextAreaElement>(null);
  const mark = (kind: Mark) => area.current && replace(area.current, kind);
  const onKeyDown = (event: KeyboardEvent) => {
    const kind = event.ctrlKey || event.metaKey ? keys[event.key.toLowerCase()] : undefined;
    if (!kind || event.shiftKey || event.altKey) return;
    event.preventDefault();
    mark(kind);
  };
  return (
    <Field label={t('answer')} error={error}>
      {(control) => (
        <div className="flex min-h-80 flex-1 flex-col rounded-md border border-control bg-surface has-[textarea:focus-visible]:outline-2 has-[textarea:focus-visible]:outline-accent has-aria-invalid:border-danger">
          <Toolbar.Root
            dir={direction()}
            aria-label={t('format')}
            className="flex flex-wrap gap-0.5 border-b border-line p-1"
          >
            {marks.map((kind) => {
              const Icon = icons[kind];
              return (
                <Toolbar.Button
                  key={kind}
                  aria-label={t(`marks.${kind}`)}
                  data-tooltip={t(`marks.${kind}`)}
                  onClick={() => mark(kind)}
                  className="inline-flex size-8 items-center justify-center rounded-md text-muted hover:bg-subtle hover:text-ink pointer-coarse:size-10 [&_svg]:size-4"
                >
                  <Icon aria-hidden="true" />
                </Toolbar.Button>
              );
            })}
          </Toolbar.Root>
          <textarea
            {...control}
            ref={area}
            dir="auto"
            spellCheck
            value={value}
            onChange={(event) => onValueChange(event.target.value)}
            onKeyDown={onKeyDown}
            className="min-h-70 w-full flex-1 resize-none bg-transparent px-3 py-2.5 font-mono text-sm leading-6 text-ink outline-none focus-visible:outline-none pointer-coarse:text-lg"
          />
        </div>
      )}
    </Field>
  );
}

/** Types the marked text as the keyboard would, so that undo takes it back. */
function replace(area: HTMLTextAreaElement, kind: Mark): void {
  const { from, to, text, select } = markText(kind, area.value, area.selectionStart, area.selectionEnd);
  area.focus();
  area.setSelectionRange(from, to);
  // The one way to change a field that undo knows of; there is no other in sight.
  if (!document.execCommand('insertText', false, text)) {
    area.setRangeText(text);
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }
  area.setSelectionRange(...select);
}
