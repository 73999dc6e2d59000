import type { Faq } from '@parley/client';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTitle } from '../../../app/title.ts';
import { fieldProblem, useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Banner } from '../../../ui/banner.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { EditorBar } from './editor-bar.tsx';
import { ConflictDialog, GoneDialog } from './editor-dialogs.tsx';
import { EditorSheets } from './editor-sheets.tsx';
import { type ArticleForm, changedFields, formOf, merged, mistakesOf } from './form.ts';
import { LeaveGuard } from './leave-guard.tsx';
import { type Saved, useDeletion, useSaving } from './saving.ts';

/** The form of one article, from what it was when it was opened to what the server has taken. */
export function EditorForm({ initial }: { readonly initial: Faq | null }) {
  const t = useT('help');
  const trouble = useTrouble();
  const navigate = useNavigate();
  const [base, setBase] = useState(initial);
  const [form, setForm] = useState<ArticleForm>(() => formOf(initial));
  const [isChecked, setChecked] = useState(false);
  const [refusal, setRefusal] = useState<Exclude<Saved, { kind: 'saved' }> | null>(null);
  const page = useRef<HTMLDivElement>(null);
  const saving = useSaving();
  const deletion = useDeletion();
  const isDirty = changedFields(formOf(base), form).length > 0;
  // Asked in the same moment in which saving is over and the page is left.
  const dirty = useRef(isDirty);
  const latest = useRef(form);
  useEffect(() => {
    dirty.current = isDirty;
    latest.current = form;
  }, [isDirty, form]);
  useTitle(base === null ? t('new') : t('editing', { question: base.question }));

  const save = (wanted: ArticleForm, over: Faq | null = base) => {
    const mistakes = mistakesOf(wanted);
    setChecked(true);
    if (Object.keys(mistakes).length > 0) {
      requestAnimationFrame(() => page.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
      return;
    }
    if (saving.isPending) return;
    saving.mutate(
      { base: over, form: wanted },
      {
        onSuccess: (saved) => {
          setRefusal(saved.kind === 'saved' ? null : saved);
          if (saved.kind !== 'saved') return;
          const { faq } = saved;
          const isNews = faq.status === 'published' && over?.status !== 'published';
          // What was written while it was on its way is kept, and so is the place where it stands.
          const left = merged(wanted, { ...latest.current, status: wanted.status }, formOf(faq));
          const isWrittenOn = changedFields(formOf(faq), left).length > 0;
          setBase(faq);
          setForm(left);
          dirty.current = isWrittenOn;
          showToast({ tone: 'success', title: isNews ? t('isPublished') : t('isSaved') });
          const isDone = faq.status === 'published';
          if (!isWrittenOn && (isDone || initial === null))
            void navigate({
              to: '/help/$id',
              params: { id: faq.id },
              search: isDone ? {} : { view: 'edit' },
              replace: true,
            });
        },
      },
    );
  };
  const remove = () => {
    if (base === null) return;
    deletion.mutate(base.id, {
      onSuccess: () => {
        dirty.current = false;
        showToast({ title: t('isDeleted') });
        void navigate({ to: '/help', replace: true });
      },
    });
  };
  const mistakes = isChecked ? mistakesOf(form) : {};
  const problem = saving.error ?? deletion.error;
  return (
    <div ref={page} className="flex h-full min-h-0 flex-col bg-surface">
      <EditorBar
        base={base}
        isDirty={isDirty}
        isBusy={saving.isPending || deletion.isPending}
        onSave={(status) => save({ ...form, status })}
        onDelete={remove}
      />
      {problem && <Banner tone="danger">{trouble(problem)}</Banner>}
      <EditorSheets
        form={form}
        onChange={(change) => setForm((known) => ({ ...known, ...change }))}
        onSave={() => save(form)}
        errors={{
          question: mistakes.question ? t(`question_${mistakes.question}`) : fieldProblem(saving.error, 'question'),
          answer: mistakes.answer ? t(`answer_${mistakes.answer}`) : fieldProblem(saving.error, 'answer'),
        }}
      />
      <LeaveGuard isDirty={() => dirty.current} />
      <ConflictDialog
        conflict={refusal?.kind === 'conflict' ? refusal : null}
        onClose={() => setRefusal(null)}
        onTakeMine={(theirs) => {
          const wanted = merged(formOf(base), form, formOf(theirs));
          setBase(theirs);
          setForm(wanted);
          setRefusal(null);
          save(wanted, theirs);
        }}
        onTakeTheirs={(theirs) => {
          setBase(theirs);
          setForm(formOf(theirs));
          setRefusal(null);
        }}
      />
      <GoneDialog
        open={refusal?.kind === 'gone'}
        onClose={() => setRefusal(null)}
        onSaveAsNew={() => {
          setRefusal(null);
          setBase(null);
          save({ ...form, status: 'draft' }, null);
        }}
      />
    </div>
  );
}
