import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';

/** From where the help centre is kept back to where it is read. */
export function BackToHelp() {
  const t = useT('help');
  return (
    <Link
      to="/help"
      activeOptions={{ exact: true }}
      className="mb-4 inline-flex items-center gap-1.5 self-start rounded-sm py-1 text-sm text-muted hover:text-ink hover:underline"
    >
      <ArrowLeft aria-hidden="true" className="mirrored size-3.5" />
      {t('title')}
    </Link>
  );
}
