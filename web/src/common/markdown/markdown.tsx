import { Suspense } from 'react';
import { useT } from '../../i18n/use-t.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { lazyPart } from '../patient.ts';

const Rendered = lazyPart(() => import('./rendered.tsx'));

type MarkdownProps = {
  readonly text: string;
  /** The level of its highest heading; 2 by default, as below the title of a page. */
  readonly top?: 2 | 3;
};

/** Markdown (GFM) as a text to read. HTML in it is shown as it was written, and links lead only where links may. */
export function Markdown({ text, top = 2 }: MarkdownProps) {
  const t = useT('common');
  return (
    <Suspense
      fallback={
        <div role="status" aria-label={t('loading')} className="flex flex-col gap-3 py-1">
          <Skeleton className="h-4 w-11/12" />
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-4 w-3/5" />
        </div>
      }
    >
      <Rendered text={text} top={top} />
    </Suspense>
  );
}
