import { useParley } from '@parley/client/react';
import { Ellipsis } from 'lucide-react';
import { Suspense, useState } from 'react';
import { lazyPart } from '../../../common/patient.ts';
import { useT } from '../../../i18n/use-t.ts';
import { useSession } from '../../../session/session.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import type { MenuEntry } from '../../../ui/menu-entry.ts';
import { exportTickets } from '../data/export.ts';
import { tellProblem } from '../data/problems.ts';
import type { DeskQuery } from '../data/query.ts';
import { useCommand } from '../keys/commands.tsx';

const CannedDialog = lazyPart(() => import('../canned/canned-dialog.tsx'));
const PoliciesDialog = lazyPart(() => import('../policies/policies-dialog.tsx'));
const ShortcutsDialog = lazyPart(() => import('../keys/shortcuts-dialog.tsx'));

type QueueMenuProps = {
  readonly query: DeskQuery;
  readonly isSelecting: boolean;
  readonly onSelecting: (isOn: boolean) => void;
};

/** What the desk has beside its queue: the file of it, ready answers, promises, keys. */
export function QueueMenu({ query, isSelecting, onSelecting }: QueueMenuProps) {
  const t = useT('desk');
  const parley = useParley();
  const isAdmin = useSession()?.me.role === 'admin';
  const [window, setWindow] = useState<'canned' | 'policies' | 'shortcuts' | null>(null);
  const close = () => setWindow(null);
  useCommand('help', () => setWindow('shortcuts'));
  const download = () => {
    exportTickets(parley, query, new Date()).catch((error: unknown) => tellProblem(t, t('menu.exportFailed'), error));
  };
  const policies: MenuEntry = { label: t('menu.policies'), onSelect: () => setWindow('policies') };
  return (
    <>
      <Menu
        trigger={<IconButton label={t('menu.label')} icon={<Ellipsis />} />}
        entries={[
          { label: t(isSelecting ? 'menu.selectNone' : 'menu.select'), onSelect: () => onSelecting(!isSelecting) },
          { label: t('menu.export'), onSelect: download },
          { kind: 'separator' },
          { label: t('menu.canned'), onSelect: () => setWindow('canned') },
          ...(isAdmin ? [policies] : []),
          { kind: 'separator' },
          { label: t('menu.shortcuts'), keys: '?', onSelect: () => setWindow('shortcuts') },
        ]}
      />
      <Suspense>
        {window === 'canned' && <CannedDialog onClose={close} />}
        {window === 'policies' && <PoliciesDialog onClose={close} />}
        {window === 'shortcuts' && <ShortcutsDialog onClose={close} />}
      </Suspense>
    </>
  );
}
