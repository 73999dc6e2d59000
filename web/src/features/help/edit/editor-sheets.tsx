import { type KeyboardEvent, useDeferredValue, useState, useSyncExternalStore } from 'react';
import { Markdown } from '../../../common/markdown/markdown.tsx';
import { useT } from '../../../i18n/use-t.ts';
import { Tabs } from '../../../ui/tabs.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { BodyField } from './body-field.tsx';
import type { ArticleForm } from './form.ts';
import { TagField } from './tag-field.tsx';
import { TopicField } from './topic-field.tsx';

type SheetsProps = {
  readonly form: ArticleForm;
  readonly onChange: (change: Partial<ArticleForm>) => void;
  readonly onSave: () => void;
  readonly errors: { readonly question: string | undefined; readonly answer: string | undefined };
};

/** What is written beside what it will look like; on narrow screens one or the other. */
export function EditorSheets(props: SheetsProps) {
  const t = useT('help');
  const isWide = useSyncExternalStore(subscribeWidth, () => wide.matches);
  const [sheet, setSheet] = useState<'write' | 'preview'>('write');
  const write = <Writing {...props} />;
  const preview = <Preview form={props.form} />;
  if (isWide) {
    return (
      <div className="grid min-h-0 flex-1 grid-cols-2">
        <div className="relative min-h-0 overflow-y-auto">{write}</div>
        <section aria-label={t('preview')} className="relative min-h-0 overflow-y-auto border-s border-line bg-canvas">
          {preview}
        </section>
      </div>
    );
  }
  return (
    <Tabs
      label={t('sheets')}
      value={sheet}
      onValueChange={setSheet}
      tabs={[
        { value: 'write', label: t('write'), content: <div className="relative h-full overflow-y-auto">{write}</div> },
        {
          value: 'preview',
          label: t('preview'),
          content: <div className="relative h-full overflow-y-auto">{preview}</div>,
        },
      ]}
    />
  );
}

function Writing({ form, onChange, onSave, errors }: SheetsProps) {
  const t = useT('help');
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
    event.preventDefault();
    onSave();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for what a button does too
    <div onKeyDown={onKeyDown} className="flex min-h-full flex-col gap-4 p-4 [&>:last-child]:flex-1">
      <TextArea
        label={t('question')}
        error={errors.question}
        value={form.question}
        onValueChange={(question) => onChange({ question: question.replaceAll('\n', ' ') })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TopicField ids={form.categoryIds} onChange={(categoryIds) => onChange({ categoryIds })} />
        <TagField tags={form.tags} onChange={(tags) => onChange({ tags })} />
      </div>
      <BodyField value={form.answer} onValueChange={(answer) => onChange({ answer })} error={errors.answer} />
    </div>
  );
}

function Preview({ form }: { readonly form: ArticleForm }) {
  const t = useT('help');
  const text = useDeferredValue(form.answer);
  return (
    <div className="mx-auto max-w-3xl p-5 sm:p-8">
      <p dir="auto" className="mb-5 text-2xl font-bold tracking-tight text-balance wrap-anywhere">
        {form.question.trim() === '' ? <span className="text-muted">{t('noQuestion')}</span> : form.question}
      </p>
      {text.trim() === '' ? <p className="text-muted">{t('noAnswer')}</p> : <Markdown text={text} />}
    </div>
  );
}

const wide = window.matchMedia('(min-width: 1024px)');

function subscribeWidth(listener: () => void): () => void {
  wide.addEventListener('change', listener);
  return () => wide.removeEventListener('change', listener);
}
