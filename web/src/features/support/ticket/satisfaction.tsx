import type { Ticket } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { Face, Faces, type Score, scoreOf } from './faces.tsx';

type SatisfactionProps = { readonly ticket: Ticket; readonly onChanged: () => Promise<void> };

/** How it went, once it is over: asked for, thanked for, and changed where somebody thinks better of it. */
export function Satisfaction({ ticket, onChanged }: SatisfactionProps) {
  const t = useT('support');
  const [isChanging, setChanging] = useState(false);
  const given = scoreOf(ticket.rating?.score);
  return (
    <section aria-label={t('csat.title')} className="border-t border-line bg-canvas px-4 py-3">
      {given !== null && !isChanging ? (
        <div aria-live="polite" className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <Face score={given} />
          <p className="min-w-40 flex-1">
            <span className="font-medium">{t(`csat.score.${given}`)}.</span> {t('csat.thanks')}
            {ticket.rating?.comment && (
              <span dir="auto" className="block text-muted wrap-anywhere">
                “{ticket.rating.comment}”
              </span>
            )}
          </p>
          <Button size="sm" variant="ghost" onClick={() => setChanging(true)}>
            {t('csat.change')}
          </Button>
        </div>
      ) : (
        <RatingForm
          ticket={ticket}
          onDone={async () => {
            await onChanged();
            setChanging(false);
          }}
          {...(isChanging && { onCancel: () => setChanging(false) })}
        />
      )}
    </section>
  );
}

type RatingFormProps = {
  readonly ticket: Ticket;
  readonly onDone: () => Promise<void>;
  readonly onCancel?: () => void;
};

function RatingForm({ ticket, onDone, onCancel }: RatingFormProps) {
  const t = useT('support');
  const common = useT('common');
  const trouble = useTrouble();
  const parley = useParley();
  const [score, setScore] = useState<Score | null>(scoreOf(ticket.rating?.score));
  const [comment, setComment] = useState(ticket.rating?.comment ?? '');
  const rate = useMutation({
    mutationFn: (body: { readonly score: Score; readonly comment: string | null }) =>
      parley.request('post', '/api/tickets/{id}/rating', { params: { id: ticket.id }, body }),
    onSuccess: onDone,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (score !== null) rate.mutate({ score, comment: comment.trim() === '' ? null : comment.trim() });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <Faces legend={t('csat.title')} value={score} onChange={setScore} />
      {score !== null && (
        <div className="flex max-w-xl flex-col gap-2">
          <TextArea
            label={`${score > 2 ? t('csat.comment') : t('csat.commentBad')} (${common('optional')})`}
            rows={2}
            maxRows={5}
            maxLength={1000}
            readOnly={rate.isPending}
            value={comment}
            onValueChange={setComment}
          />
          {rate.isError && (
            <p role="alert" className="text-sm text-danger-text">
              {trouble(rate.error)}
            </p>
          )}
          <div className="flex gap-2">
            <Button type="submit" size="sm" variant="primary" isBusy={rate.isPending}>
              {t('csat.send')}
            </Button>
            {onCancel && (
              <Button size="sm" variant="ghost" onClick={onCancel}>
                {common('cancel')}
              </Button>
            )}
          </div>
        </div>
      )}
    </form>
  );
}
