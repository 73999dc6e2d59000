import type { Ticket } from '@parley/client';
import { useT } from '../../../i18n/use-t.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { SidePanel } from './side-panel.tsx';

type PanelSheetProps = { readonly ticket: Ticket; readonly onClose: () => void };

/** The side panel where there is no room beside the conversation. */
export default function PanelSheet({ ticket, onClose }: PanelSheetProps) {
  const t = useT('desk');
  return (
    <Dialog open onOpenChange={onClose} title={t('panel.label')} size="md">
      <div className="-mx-4">
        <SidePanel ticket={ticket} />
      </div>
    </Dialog>
  );
}
