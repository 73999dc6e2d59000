import type { Message } from '@parley/client';
import { Copy, Eye, Forward, Pencil, Reply, SmilePlus, Trash2 } from 'lucide-react';
import * as Radix from 'radix-ui/dropdown-menu';
import { type ReactNode, useRef } from 'react';
import { direction } from '../../../i18n/direction.ts';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { type Action, type ActionName, actionsFor } from '../message/actions.ts';
import { type Place, useRoom } from '../room.ts';
import { quickEmoji } from './quick-emoji.ts';
import { useTurned } from './turned.ts';

type MessageMenuProps = { readonly message: Message; readonly place: Place; readonly onClose: () => void };

const icons: Readonly<Record<ActionName, ReactNode>> = {
  react: <SmilePlus />,
  reply: <Reply className="mirrored" />,
  copy: <Copy />,
  forward: <Forward className="mirrored" />,
  edit: <Pencil />,
  readers: <Eye />,
  deleteForMe: <Trash2 />,
  deleteForAll: <Trash2 />,
};
const itemClass =
  'flex h-8 cursor-default items-center gap-2 rounded-md px-2 text-sm outline-none select-none data-highlighted:bg-subtle pointer-coarse:h-11 [&_svg]:size-4 [&_svg]:shrink-0';

/** All that can be done with a message; what is chosen is done once the menu is gone, as it may want the keyboard. */
export default function MessageMenu({ message, place, onClose }: MessageMenuProps) {
  const t = useT('chat');
  const room = useRoom();
  const chosen = useRef<(() => void) | null>(null);
  const actions = actionsFor(message, room, place);
  const choose = (run: () => void) => {
    chosen.current = run;
  };
  useTurned(onClose);
  const canReact = actions.some(({ name }) => name === 'react');
  return (
    <Radix.Root open modal={false} dir={direction()} onOpenChange={(open) => !open && onClose()}>
      <Radix.Trigger asChild>
        <span
          aria-hidden="true"
          tabIndex={-1}
          className="pointer-events-none fixed"
          style={{ left: place.x, top: place.y, width: place.width, height: place.height }}
        />
      </Radix.Trigger>
      <Radix.Content
        aria-label={t('action.label')}
        align="start"
        sideOffset={4}
        collisionPadding={8}
        loop
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          chosen.current?.();
        }}
        className="z-50 min-w-56 rounded-xl border border-line bg-surface p-1 shadow-float motion-safe:animate-appear"
      >
        {canReact && (
          <>
            <div className="flex justify-between gap-0.5 p-0.5">
              {quickEmoji.map((emoji) => (
                <Radix.Item
                  key={emoji}
                  textValue={emoji}
                  aria-label={t('reactWith', { emoji })}
                  onSelect={() => choose(() => room.react(message, emoji))}
                  className="flex size-9 cursor-default items-center justify-center rounded-lg text-xl outline-none select-none data-highlighted:bg-subtle pointer-coarse:size-11"
                >
                  {emoji}
                </Radix.Item>
              ))}
            </div>
            <Radix.Separator className="-mx-1 my-1 h-px bg-line" />
          </>
        )}
        {actions.map((action) => (
          <Item key={action.name} action={action} onChoose={choose} />
        ))}
      </Radix.Content>
    </Radix.Root>
  );
}

function Item({ action, onChoose }: { readonly action: Action; readonly onChoose: (run: () => void) => void }) {
  const t = useT('chat');
  const { name, keys, run } = action;
  const isDangerous = name === 'deleteForMe' || name === 'deleteForAll';
  return (
    <>
      {name === 'deleteForMe' && <Radix.Separator className="-mx-1 my-1 h-px bg-line" />}
      <Radix.Item onSelect={() => onChoose(run)} className={classNames(itemClass, isDangerous && 'text-danger-text')}>
        <span aria-hidden="true" className="inline-flex">
          {icons[name]}
        </span>
        <span className="flex-1 truncate">{t(`action.${name}`)}</span>
        {keys && (
          <kbd className="font-sans text-xs text-muted pointer-coarse:hidden">
            {t(`key.${keys === 'Delete' ? 'delete' : 'letter'}`, { letter: keys })}
          </kbd>
        )}
      </Radix.Item>
    </>
  );
}
