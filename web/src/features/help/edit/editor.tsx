import { type Faq, ParleyError } from '@parley/client';
import { useQuery } from '@tanstack/react-query';
import { PageSkeleton } from '../../../app/page-skeleton.tsx';
import { useApi } from '../../../common/api.ts';
import { useT } from '../../../i18n/use-t.ts';
import { ErrorState } from '../../../ui/error-state.tsx';
import { EditorForm } from './editor-form.tsx';
import { editedKey } from './saving.ts';

/** Where an article is written; a new one without an id. */
export default function Editor({ id }: { readonly id: string | null }) {
  return id === null ? <EditorForm initial={null} /> : <Loaded id={id} />;
}

function Loaded({ id }: { readonly id: string }) {
  const t = useT('help');
  const api = useApi();
  const article = useQuery({
    queryKey: editedKey(id),
    queryFn: ({ signal }): Promise<Faq> => api('get', '/api/faqs/{id}', { params: { id }, signal }),
    // What is being written must not be moved under the hands of who writes it.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (article.isPending) return <PageSkeleton />;
  if (article.isError) {
    const isGone = article.error instanceof ParleyError && article.error.code === 'not_found';
    return isGone ? (
      <ErrorState title={t('gone')}>{t('goneDetail')}</ErrorState>
    ) : (
      <ErrorState onRetry={() => void article.refetch()} />
    );
  }
  return <EditorForm initial={article.data} />;
}
