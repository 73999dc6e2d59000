import { useConversation, useParley } from '@parley/client/react';
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { useT } from '../../i18n/use-t.ts';
import { DropZone } from './composer/drop-zone.tsx';
import { Composer, type ComposerExtension, type ComposerHandle, type Target } from './composer.tsx';
import { useGone } from './gone.ts';
import type { LabelOf, ListHandle } from './list/handle.ts';
import { MessageList } from './list/message-list.tsx';
import type { Between } from './list/rows.ts';
import { Overlays } from './overlays/overlays.tsx';
import { type Overlay, type Room, RoomContext } from './room.ts';
import { useRoomActions } from './room-actions.ts';
import { StatusLine } from './status-line.tsx';

export type { Between } from './list/rows.ts';

export type ChatProps = {
  readonly conversationId: string;
  /** Above the messages. */
  readonly header?: ReactNode;
  /** Instead of the composer, such as that the ticket is closed. */
  readonly notice?: ReactNode;
  /** Stands among the messages by its time (ISO 8601), such as internal notes. */
  readonly between?: readonly Between[];
  /** Further buttons of the composer. */
  readonly tools?: ReactNode;
  readonly composer?: ComposerExtension;
  /** The number of a message to go to and point out; going there again needs another number in between. */
  readonly focusSeq?: number | undefined;
  /** What somebody is called beside their name, such as “Support team”; null for nothing. Best the same function always. */
  readonly labelOf?: LabelOf;
};

const NONE: readonly Between[] = [];

/** A conversation: its messages, live, and where one writes. Fills the height that it is given. */
export function Chat(props: ChatProps) {
  // Nothing of one conversation is taken along to the next.
  return <OpenChat key={props.conversationId} {...props} />;
}

function OpenChat(props: ChatProps) {
  const { conversationId, header, notice, between = NONE, tools, composer, focusSeq, labelOf } = props;
  const t = useT('chat');
  const parley = useParley();
  const isGroup = useConversation(conversationId)?.type === 'group';
  const canWrite = notice === undefined || notice === null || notice === false;
  const list = useRef<ListHandle>(null);
  const field = useRef<ComposerHandle>(null);
  const [target, setTarget] = useState<Target | null>(null);
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  const actions = useRoomActions(parley, conversationId);

  const chat = parley.messages.in(conversationId);
  const isGone = useGone(chat);
  // What is written goes elsewhere: it answers no message.
  const canReply = canWrite && composer?.onSubmit === undefined;

  const room = useMemo<Room>(
    () => ({
      conversationId,
      parley,
      chat,
      me: parley.userId() ?? '',
      canWrite,
      canReply,
      isGroup,
      ...actions,
      reply(message) {
        setTarget({ kind: 'reply', message });
        field.current?.focus();
      },
      edit(message) {
        setTarget({ kind: 'edit', message });
        field.current?.focus();
      },
      jumpTo: (seq) => list.current?.jumpTo(seq),
      focusComposer: () => field.current?.focus(),
      open: setOverlay,
    }),
    [conversationId, parley, chat, canWrite, canReply, isGroup, actions],
  );
  const close = useCallback(() => setOverlay(null), []);
  const dropTarget = useCallback(() => setTarget(null), []);

  return (
    <RoomContext value={room}>
      <section aria-label={t('label')} className="flex h-full min-h-0 min-w-0 flex-1 flex-col bg-surface">
        {header}
        <DropZone isOpen={canWrite && !isGone} onFiles={(files) => field.current?.addFiles(files)}>
          <MessageList between={between} labelOf={labelOf} focusSeq={focusSeq} handle={list} />
          <StatusLine />
          {isGone ? null : canWrite ? (
            <Composer
              key={composer?.mode ?? 'reply'}
              handle={field}
              target={target?.kind === 'reply' && !canReply ? null : target}
              onTargetDone={dropTarget}
              tools={tools}
              extension={composer}
            />
          ) : (
            notice
          )}
        </DropZone>
        <Overlays overlay={overlay} onClose={close} />
      </section>
    </RoomContext>
  );
}
