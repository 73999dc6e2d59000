import { Link, useNavigate } from '@tanstack/react-router';
import { FolderTree, MoreHorizontal, Pencil, Plus } from 'lucide-react';
import { useT } from '../../i18n/use-t.ts';
import { buttonClass } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';

/** What agents do in the help centre: write, take up what is not finished, and order the topics. */
export function AgentMenu() {
  const t = useT('help');
  const navigate = useNavigate();
  const go = (view: string) => void navigate({ to: '/help', search: { view } });
  return (
    <div className="flex items-center gap-1.5">
      <Menu
        trigger={<IconButton label={t('manage')} icon={<MoreHorizontal />} />}
        entries={[
          { label: t('drafts'), icon: <Pencil />, onSelect: () => go('drafts') },
          { label: t('categories'), icon: <FolderTree />, onSelect: () => go('categories') },
        ]}
      />
      <Link to="/help" search={{ view: 'new' }} className={buttonClass('primary')}>
        <Plus aria-hidden="true" />
        {t('new')}
      </Link>
    </div>
  );
}
