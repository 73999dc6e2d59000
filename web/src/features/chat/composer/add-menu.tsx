import { useConversation, useReadable } from '@parley/client/react';
import { CalendarPlus, Keyboard, MapPin, Paperclip, Plus, Tag } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import type { MenuEntry } from '../../../ui/menu-entry.ts';
import { useRoom } from '../room.ts';

type AddMenuProps = {
  readonly onFiles: () => void;
  /** Where what is written goes elsewhere, it can be nothing but words and files. */
  readonly isPlain: boolean;
};

/** What can be sent beside words. */
export function AddMenu({ onFiles, isPlain }: AddMenuProps) {
  const t = useT('chat');
  const room = useRoom();
  const type = useConversation(room.conversationId)?.type;
  const offers = useReadable(room.parley.me.state).value?.servicePackages.some(({ isActive }) => isActive) ?? false;
  const entries: (MenuEntry | false)[] = [
    { label: t('add.files'), icon: <Paperclip />, onSelect: onFiles },
    !isPlain && { label: t('add.location'), icon: <MapPin />, onSelect: () => room.open({ kind: 'location' }) },
    !isPlain && offers && { label: t('add.offer'), icon: <Tag />, onSelect: () => room.open({ kind: 'offer' }) },
    !isPlain &&
      type !== 'support' && {
        label: t('add.booking'),
        icon: <CalendarPlus />,
        onSelect: () => room.open({ kind: 'booking', offered: null, ownerId: null }),
      },
    { kind: 'separator' },
    { label: t('add.keys'), icon: <Keyboard />, onSelect: () => room.open({ kind: 'keys' }) },
  ];
  return (
    <Menu
      side="top"
      align="start"
      trigger={<IconButton label={t('add.label')} icon={<Plus />} />}
      entries={entries.filter((entry) => entry !== false)}
    />
  );
}
