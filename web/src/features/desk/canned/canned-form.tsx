import type { CannedResponse } from '@parley/client';
import { Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useT } from '../../../i18n/use-t.ts';
import { useSession } from '../../../session/session.ts';
import { AlertDialog } from '../../../ui/alert-dialog.tsx';
import { Button } from '../../../ui/button.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { tellProblem } from '../data/problems.ts';
import { type CannedFields, placeholders, useCannedActions } from './canned.ts';

type CannedFormProps = {
  /** Null: a new one. */
  readonly response: CannedResponse | null;
  readonly onSaved: (response: CannedResponse) => void;
  readonly onRemoved: () => void;
};

/** One ready answer; whoever neither made it nor is an admin may read it. */
export function CannedForm({ response, onSaved, onRemoved }: CannedFormProps) {
  const t = useT('desk');
  const common = useT('common');
  const me = useSession()?.me ?? null;
  const actions = useCannedActions();
  const body = useRef<HTMLTextAreaElement>(null);
  const [fields, setFields] = useState<CannedFields>(() => fieldsOf(response));
  const [tags, setTags] = useState(fields.tags.join(', '));
  const [isBusy, setBusy] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const isMine = response === null || response.createdBy === me?.id || me?.role === 'admin';
  const change = (part: Partial<CannedFields>) => setFields({ ...fields, ...part });
  const isWhole = fields.title.trim() !== '' && fields.body.trim() !== '';

  const save = async () => {
    setBusy(true);
    try {
      onSaved(await actions.save(response?.id ?? null, { ...fields, tags: tagsOf(tags) }));
      showToast({ tone: 'success', title: t('canned.saved') });
    } catch (error) {
      tellProblem(t, t('canned.failed'), error);
    } finally {
      setBusy(false);
    }
  };
  const remove = async () => {
    if (!response) return;
    setRemoving(true);
    try {
      await actions.remove(response.id);
      onRemoved();
    } catch (error) {
      tellProblem(t, t('canned.failed'), error);
    } finally {
      setRemoving(false);
    }
  };
  const insert = (name: string) => {
    const area = body.current;
    const at = area?.selectionStart ?? fields.body.length;
    const text = `{{${name}}}`;
    flushSync(() => change({ body: fields.body.slice(0, at) + text + fields.body.slice(area?.selectionEnd ?? at) }));
    area?.focus();
    area?.setSelectionRange(at + text.length, at + text.length);
  };
  return (
    <form
      className="flex flex-col gap-3 p-0.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole) void save();
      }}
    >
      {!isMine && <p className="rounded-md bg-subtle px-3 py-2 text-xs text-muted">{t('canned.readOnly')}</p>}
      <TextField
        label={t('canned.name')}
        maxLength={100}
        readOnly={!isMine}
        value={fields.title}
        onValueChange={(title) => change({ title })}
      />
      <TextArea
        ref={body}
        label={t('canned.body')}
        rows={6}
        maxRows={14}
        readOnly={!isMine}
        value={fields.body}
        onValueChange={(text) => change({ body: text })}
      />
      {isMine && (
        <div className="flex flex-col gap-1">
          <p className="text-xs text-muted">{t('canned.placeholders')}</p>
          <div className="flex flex-wrap gap-1">
            {placeholders.map((name) => (
              <button
                key={name}
                type="button"
                data-tooltip={`{{${name}}}`}
                className="h-6 rounded-md border border-line bg-subtle px-1.5 text-xs hover:border-control"
                onClick={() => insert(name)}
              >
                {t(`canned.placeholder.${name}`)}
              </button>
            ))}
          </div>
        </div>
      )}
      <TextField
        label={t('field.tags')}
        hint={isMine ? t('canned.tagsHint') : undefined}
        readOnly={!isMine}
        value={tags}
        onValueChange={setTags}
      />
      <Switch
        label={t('canned.isShared')}
        hint={t('canned.isSharedHint')}
        disabled={!isMine}
        checked={fields.shared}
        onCheckedChange={(shared) => change({ shared })}
      />
      {isMine && (
        <div className="flex items-center justify-between gap-2 pt-1">
          {response ? (
            <Button variant="ghost" icon={<Trash2 />} isBusy={isRemoving} onClick={() => setAsking(true)}>
              {common('delete')}
            </Button>
          ) : (
            <span />
          )}
          <Button type="submit" variant="primary" isBusy={isBusy} disabled={!isWhole}>
            {common('save')}
          </Button>
        </div>
      )}
      <AlertDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t('canned.removeTitle', { title: response?.title ?? '' })}
        description={t('canned.removeDetail')}
        confirm={common('delete')}
        isDangerous
        onConfirm={() => void remove()}
      />
    </form>
  );
}

function fieldsOf(response: CannedResponse | null): CannedFields {
  if (!response) return { title: '', body: '', tags: [], shared: true };
  const { title, body, tags, shared } = response;
  return { title, body, tags, shared };
}

function tagsOf(text: string): readonly string[] {
  const tags = text.split(',').map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}
