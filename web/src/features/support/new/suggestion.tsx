import type { Faq } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useMutation } from '@tanstack/react-query';
import { Markdown } from '../../../common/markdown/markdown.tsx';
import { useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';

type SuggestionProps = { readonly article: Faq; readonly onClose: () => void; readonly onSolved: () => void };

/** An article read in place: what was written so far stays where it is. */
export default function Suggestion({ article, onClose, onSolved }: SuggestionProps) {
  const t = useT('support');
  const trouble = useTrouble();
  const parley = useParley();
  const rate = useMutation({
    mutationFn: () =>
      parley.request('post', '/api/faqs/{id}/rate', { params: { id: article.id }, body: { helpful: true } }),
  });
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={(open) => !open && onClose()}
      title={article.question}
      footer={
        <>
          {rate.isError && (
            <p role="alert" className="me-auto self-center text-sm text-danger-text">
              {trouble(rate.error)}
            </p>
          )}
          <Button onClick={onClose}>{t('suggest.not')}</Button>
          <Button
            variant="primary"
            isBusy={rate.isPending}
            onClick={() => rate.mutate(undefined, { onSuccess: onSolved })}
          >
            {t('suggest.solved')}
          </Button>
        </>
      }
    >
      <Markdown text={article.answer} top={3} />
    </Dialog>
  );
}
