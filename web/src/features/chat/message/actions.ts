import type { Message } from '@parley/client';
import type { Place, Room } from '../room.ts';

export type ActionName = 'react' | 'reply' | 'copy' | 'forward' | 'edit' | 'readers' | 'deleteForMe' | 'deleteForAll';

export type Action = { readonly name: ActionName; readonly keys: string | null; readonly run: () => void };

const EDITABLE: ReadonlySet<Message['type']> = new Set(['text', 'image', 'video', 'audio', 'file']);

/** What its reader may do with a message, in the order in which it is offered; `place` is where things open beside. */
export function actionsFor(message: Message, room: Room, place: Place): readonly Action[] {
  const isGone = message.deletedAt !== null;
  const isOwn = message.senderId === room.me;
  const actions: (Action | false)[] = [
    !isGone && {
      name: 'react',
      keys: 'A',
      run: () => room.open({ kind: 'emoji', place, isQuick: true, onPick: (emoji) => room.react(message, emoji) }),
    },
    !isGone && room.canReply && { name: 'reply', keys: 'R', run: () => room.reply(message) },
    !isGone && message.content !== '' && { name: 'copy', keys: 'C', run: () => room.copy(message) },
    !isGone && { name: 'forward', keys: 'F', run: () => room.open({ kind: 'forward', message }) },
    isOwn &&
      !isGone &&
      room.canWrite &&
      EDITABLE.has(message.type) && { name: 'edit', keys: 'E', run: () => room.edit(message) },
    isOwn &&
      !isGone &&
      room.isGroup && { name: 'readers', keys: 'I', run: () => room.open({ kind: 'readers', message, place }) },
    {
      name: 'deleteForMe',
      keys: isOwn ? null : 'Delete',
      run: () => room.open({ kind: 'delete', message, scope: 'me' }),
    },
    isOwn &&
      !isGone && {
        name: 'deleteForAll',
        keys: 'Delete',
        run: () => room.open({ kind: 'delete', message, scope: 'everybody' }),
      },
  ];
  return actions.filter((action) => action !== false);
}
