import { Link, useNavigate } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { type ClipboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { PageHeader } from '../../../app/page.tsx';
import { useSearchWord } from '../../../app/params.ts';
import { useTitle } from '../../../app/title.ts';
import { useIsThere } from '../../../common/is-there.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { useSession } from '../../../session/session.ts';
import { settings } from '../../../settings/settings.ts';
import { showToast } from '../../../ui/toasts.ts';
import { DropZone } from '../../chat/composer/drop-zone.tsx';
import { checkFiles, MOST_FILES } from '../../chat/composer/files.ts';
import type { KeptFile } from './draft.ts';
import { useKeptDraft } from './kept-draft.ts';
import { Suggestions } from './suggestions.tsx';
import { TicketForm } from './ticket-form.tsx';
import { useUploads } from './uploading.ts';

/** The form of a new ticket, beside articles that may spare it. */
export default function NewTicket() {
  const t = useT('support');
  const common = useT('common');
  const format = useFormat();
  const navigate = useNavigate();
  const me = useSession()?.me.id ?? '';
  const { draft, change, discard } = useKeptDraft(me, useSearchWord('subject') ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const keep = useCallback((file: KeptFile) => change(({ files }) => ({ files: [...files, file] })), [change]);
  const uploads = useUploads(keep);
  const isThere = useIsThere();
  const form = useRef<HTMLDivElement>(null);
  useTitle(t('new'));
  useEffect(() => form.current?.querySelector<HTMLElement>('input, textarea')?.focus(), []);

  const add = (files: readonly File[]) => {
    const { maxFileSize } = settings.limits;
    const { accepted, refused } = checkFiles(files, draft.files.length + uploads.items.length, maxFileSize);
    const [first] = refused;
    const values = { size: format.size(maxFileSize), count: MOST_FILES };
    setProblem(first ? t(`files.${first.problem}`, { ...values, names: format.list(first.names) }) : null);
    uploads.start(accepted);
  };
  const paste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    add(files);
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-surface">
      <div className="flex h-12 shrink-0 items-center border-b border-line [&>header]:flex-1 [&>header]:border-0 max-sm:[&>header]:ps-1">
        <Link
          to="/support"
          activeOptions={{ exact: true }}
          aria-label={common('back')}
          className="ms-1 inline-flex size-10 shrink-0 items-center justify-center rounded-md text-muted hover:bg-subtle hover:text-ink sm:hidden"
        >
          <ArrowLeft aria-hidden="true" className="mirrored size-5" />
        </Link>
        <PageHeader title={t('new')} />
      </div>
      <DropZone isOpen onFiles={add}>
        <div
          ref={form}
          role="presentation"
          onPaste={paste}
          className="@container relative min-h-0 flex-1 overflow-y-auto"
        >
          <div className="mx-auto grid max-w-4xl gap-x-8 gap-y-5 p-4 sm:p-6 @2xl:grid-cols-[minmax(0,1fr)_15rem]">
            <TicketForm
              draft={draft}
              onChange={change}
              uploads={uploads}
              onAddFiles={add}
              fileProblem={problem}
              onSent={(ticket) => {
                discard();
                showToast({ tone: 'success', title: t('sent', { number: ticket.number }) });
                if (isThere()) void navigate({ to: '/support/$id', params: { id: ticket.id }, replace: true });
              }}
            >
              <Suggestions
                subject={draft.subject}
                description={draft.description}
                onSolved={() => {
                  showToast({ tone: 'success', title: t('suggest.glad'), detail: t('suggest.kept') });
                  void navigate({ to: '/support' });
                }}
              />
            </TicketForm>
          </div>
        </div>
      </DropZone>
    </div>
  );
}
