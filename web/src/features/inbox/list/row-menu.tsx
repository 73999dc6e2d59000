import type { Conversation } from '@parley/client';
import { Archive, ArchiveRestore, Bell, BellOff, CheckCheck, Ellipsis, EyeOff, Pin, PinOff } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import type { MenuEntry } from '../../../ui/menu-entry.ts';
import { nameOf } from '../naming.ts';
import { useActions } from '../use-actions.ts';
import { useMe } from '../use-me.ts';

type RowMenuProps = {
  readonly conversation: Conversation;
  readonly isMuted: boolean;
  readonly tabIndex: 0 | -1;
  readonly onHide: (conversation: Conversation) => void;
  readonly onOpenChange: (isOpen: boolean) => void;
};

/** What can be done with a conversation without opening it. */
export default function RowMenu({ conversation, isMuted, tabIndex, onHide, onOpenChange }: RowMenuProps) {
  const t = useT('inbox/open');
  const me = useMe();
  const actions = useActions();
  const { isPinned, isArchived, unreadCount } = conversation;
  const muteEntries: MenuEntry[] = isMuted
    ? [{ label: t('menu.unmute'), icon: <Bell />, onSelect: () => void actions.mute(conversation, null) }]
    : [
        { label: t('mute.hour'), icon: <BellOff />, onSelect: () => void actions.mute(conversation, 1) },
        { label: t('mute.hours'), icon: <BellOff />, onSelect: () => void actions.mute(conversation, 8) },
        { label: t('mute.always'), icon: <BellOff />, onSelect: () => void actions.mute(conversation, 'always') },
      ];
  const entries: MenuEntry[] = [
    {
      label: t('menu.read'),
      icon: <CheckCheck />,
      isDisabled: unreadCount === 0,
      onSelect: () => actions.markRead(conversation),
    },
    {
      label: t(isPinned ? 'menu.unpin' : 'menu.pin'),
      icon: isPinned ? <PinOff /> : <Pin />,
      onSelect: () => void actions.pin(conversation, !isPinned),
    },
    {
      label: t(isArchived ? 'menu.unarchive' : 'menu.archive'),
      icon: isArchived ? <ArchiveRestore /> : <Archive />,
      onSelect: () => void actions.archive(conversation, !isArchived),
    },
    { kind: 'separator' },
    ...muteEntries,
    { kind: 'separator' },
    { label: t('menu.hide'), icon: <EyeOff />, isDangerous: true, onSelect: () => onHide(conversation) },
  ];
  return (
    <Menu
      entries={entries}
      onOpenChange={onOpenChange}
      trigger={
        <IconButton
          size="sm"
          tabIndex={tabIndex}
          label={t('menu.open', { name: nameOf(conversation, me) || t('somebody') })}
          icon={<Ellipsis />}
        />
      }
    />
  );
}
