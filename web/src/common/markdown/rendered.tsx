import './markdown.css';
import { useEffect, useMemo } from 'react';
import ReactMarkdown, { type Options } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { useT } from '../../i18n/use-t.ts';
import { fitHeadings } from './headings.ts';
import { components } from './parts.tsx';
import { safeImage, safeLink } from './urls.ts';

const remarkPlugins = [remarkGfm];

/** See markdown.tsx, which fetches this when there is something to read. */
export default function Rendered({ text, top }: { readonly text: string; readonly top: number }) {
  const t = useT('common/markdown');
  useAddressedHeading();
  const options: Options = useMemo(
    () => ({
      rehypePlugins: [[fitHeadings, { top }]],
      remarkRehypeOptions: {
        footnoteLabel: t('footnotes'),
        footnoteBackLabel: (reference) => t('back', { number: reference + 1 }),
        footnoteLabelTagName: `h${top}`,
      },
    }),
    [top, t],
  );
  return (
    <div dir="auto" className="markdown">
      <ReactMarkdown
        {...options}
        remarkPlugins={remarkPlugins}
        components={components}
        urlTransform={(url, key) => (key === 'src' ? safeImage(url, location.origin) : safeLink(url, location.origin))}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
}

/** Goes to the heading that the address names: it was not there yet when the browser looked for it. */
function useAddressedHeading(): void {
  useEffect(() => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (id !== '') document.getElementById(id)?.scrollIntoView();
  }, []);
}
