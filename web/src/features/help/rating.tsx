import type { Faq } from '@parley/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check, ThumbsDown, ThumbsUp } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../common/api.ts';
import { useChosen } from '../../common/chosen.ts';
import { useTrouble } from '../../common/trouble.ts';
import { useT } from '../../i18n/use-t.ts';
import { useSession } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { faqs } from './reading.ts';

type Verdict = { readonly helpful: boolean; readonly comment: string | null };

/** Whether it helped, and in one's own words why. The latest verdict counts. */
export function Rating({ faq }: { readonly faq: Faq }) {
  const t = useT('help');
  const trouble = useTrouble();
  const isSignedIn = useSession() !== null;
  const rate = useRate(faq);
  const [stage, setStage] = useState<'ask' | 'comment' | 'thanks'>('ask');
  const [verdict, say] = useChosen(faq.myRating, (helpful) =>
    rate.mutateAsync({ helpful: helpful === true, comment: null }).then(
      () => setStage('comment'),
      () => {}, // said below
    ),
  );
  return (
    <section aria-label={t('rating')} className="rounded-xl border border-line p-4 sm:p-5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <h2 className="min-w-40 flex-1 text-base font-semibold">{t('rating')}</h2>
        {isSignedIn ? (
          <div className="flex gap-2">
            <VerdictButton isOn={verdict === true} icon={<ThumbsUp />} label={t('yes')} onPress={() => say(true)} />
            <VerdictButton isOn={verdict === false} icon={<ThumbsDown />} label={t('no')} onPress={() => say(false)} />
          </div>
        ) : (
          <p className="text-sm text-muted">
            <Link
              to="/sign-in"
              search={{ to: `/help/${faq.id}` }}
              className="rounded-sm font-medium text-accent-text underline"
            >
              {t('signIn')}
            </Link>{' '}
            {t('toRate')}
          </p>
        )}
      </div>
      <div aria-live="polite">
        {rate.isError && <p className="mt-3 text-sm text-danger-text">{trouble(rate.error)}</p>}
        {stage === 'comment' && verdict !== null && (
          <Comment
            helpful={verdict}
            isBusy={rate.isPending}
            onSend={(comment) => rate.mutate({ helpful: verdict, comment }, { onSuccess: () => setStage('thanks') })}
          />
        )}
        {stage === 'thanks' && (
          <p className="mt-3 flex items-center gap-2 text-sm text-success-text">
            <Check aria-hidden="true" className="size-4" />
            {t('thanks')}
          </p>
        )}
      </div>
    </section>
  );
}

type VerdictButtonProps = {
  readonly isOn: boolean;
  readonly icon: ReactNode;
  readonly label: string;
  readonly onPress: () => void;
};

function VerdictButton({ isOn, icon, label, onPress }: VerdictButtonProps) {
  return (
    <Button
      icon={icon}
      aria-pressed={isOn}
      onClick={onPress}
      className="aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-text"
    >
      {label}
    </Button>
  );
}

type CommentProps = {
  readonly helpful: boolean;
  readonly isBusy: boolean;
  readonly onSend: (comment: string) => void;
};

function Comment({ helpful, isBusy, onSend }: CommentProps) {
  const t = useT('help');
  const [text, setText] = useState('');
  return (
    <form
      className="mt-4 flex flex-col gap-2 border-t border-line pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') onSend(text);
      }}
    >
      <TextArea
        label={helpful ? t('whyHelpful') : t('whyNot')}
        rows={3}
        maxLength={1000}
        readOnly={isBusy}
        value={text}
        onValueChange={setText}
      />
      <Button type="submit" variant="primary" isBusy={isBusy} disabled={text.trim() === ''} className="self-start">
        {t('send')}
      </Button>
    </form>
  );
}

function useRate(faq: Faq) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    scope: { id: `rating ${faq.id}` },
    mutationFn: (body: Verdict) => api('post', '/api/faqs/{id}/rate', { params: { id: faq.id }, body }),
    onSuccess: ({ helpful, helpfulCount, notHelpfulCount }) =>
      cache.setQueryData<Faq>([...faqs, 'one', faq.id], (known) => ({
        ...(known ?? faq),
        myRating: helpful,
        helpfulCount,
        notHelpfulCount,
      })),
  });
}
