import { Check, Copy, Link2, Square, SquareCheck } from 'lucide-react';
import { type ComponentProps, useEffect, useRef, useState } from 'react';
import type { Components } from 'react-markdown';
import { useT } from '../../i18n/use-t.ts';
import { IconButton } from '../../ui/icon-button.tsx';

/** How the parts of a text are shown where the browser's own way is not enough. */
export const components: Components = {
  h2: ({ node: _, ...rest }) => <Heading level="h2" {...rest} />,
  h3: ({ node: _, ...rest }) => <Heading level="h3" {...rest} />,
  h4: ({ node: _, ...rest }) => <Heading level="h4" {...rest} />,
  a: ({ node: _, ...rest }) => <Anchor {...rest} />,
  img: ({ src, alt }) => (src ? <img src={src} alt={alt ?? ''} loading="lazy" /> : <span>{alt}</span>),
  pre: ({ node: _, ...rest }) => <Code {...rest} />,
  table: ({ node: _, ...rest }) => <Table {...rest} />,
  input: ({ checked }) => <Task isDone={checked === true} />,
};

type HeadingProps = ComponentProps<'h2'> & { readonly level: 'h2' | 'h3' | 'h4' };

function Heading({ level: Level, children, id, className }: HeadingProps) {
  const t = useT('common/markdown');
  // Headings without an address of their own, such as that of the footnotes, stay as they are.
  if (className || !id) return <Level {...{ id, className }}>{children}</Level>;
  return (
    <Level id={id}>
      {children}
      <a href={`#${id}`} aria-label={t('anchor')} className="markdown-anchor">
        <Link2 aria-hidden="true" />
      </a>
    </Level>
  );
}

function Anchor({ href, children, ...rest }: ComponentProps<'a'>) {
  if (!href) return <span>{children}</span>;
  const isHere = href.startsWith('#') || href.startsWith('/');
  return (
    <a href={href} {...rest} {...(!isHere && { target: '_blank', rel: 'noopener noreferrer ugc' })}>
      {children}
    </a>
  );
}

/** A block of code that scrolls by itself, with a button that copies it. */
function Code({ children, ...rest }: ComponentProps<'pre'>) {
  const t = useT('common/markdown');
  const block = useRef<HTMLPreElement>(null);
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(block.current?.textContent ?? '');
      setCopied(true);
    } catch {
      setCopied(false); // The browser does not allow it: the text can still be selected.
    }
  };
  return (
    <div className="markdown-code" dir="ltr">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre ref={block} tabIndex={0} {...rest}>
        {children}
      </pre>
      <IconButton
        size="sm"
        label={isCopied ? t('copied') : t('copy')}
        icon={isCopied ? <Check /> : <Copy />}
        onClick={() => void copy()}
      />
    </div>
  );
}

function Table({ children, ...rest }: ComponentProps<'table'>) {
  const t = useT('common/markdown');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section aria-label={t('table')} tabIndex={0} className="markdown-table">
      <table {...rest}>{children}</table>
    </section>
  );
}

function Task({ isDone }: { readonly isDone: boolean }) {
  const t = useT('common/markdown');
  const Icon = isDone ? SquareCheck : Square;
  return <Icon role="img" aria-label={isDone ? t('done') : t('open')} className="markdown-task" />;
}
