import { Link } from '@tanstack/react-router';
import { MessageCircleQuestion } from 'lucide-react';
import { useT } from '../../i18n/use-t.ts';
import { buttonClass } from '../../ui/button.tsx';

/** The way to people, for whom no article helped; `subject` is what they were looking for. */
export function AskTeam({ subject }: { readonly subject?: string }) {
  const t = useT('help');
  return (
    <aside
      aria-label={t('stuck')}
      className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-xl border border-line bg-canvas p-4 sm:p-5"
    >
      <span
        aria-hidden="true"
        className="flex size-10 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent-text"
      >
        <MessageCircleQuestion className="size-5" />
      </span>
      <div className="min-w-48 flex-1">
        <p className="text-base font-semibold">{t('stuck')}</p>
        <p className="text-sm text-muted">{t('stuckDetail')}</p>
      </div>
      <Link
        to="/support/$id"
        params={{ id: 'new' }}
        search={subject ? { subject } : {}}
        className={buttonClass('primary')}
      >
        {t('ask')}
      </Link>
    </aside>
  );
}
