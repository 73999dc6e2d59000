import { useEffect } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { useSpoken } from '../../../ui/use-spoken.ts';
import { excerptOf } from '../message/excerpt.ts';
import { useRoom } from '../room.ts';

/** Says to readers of the screen what comes in while the chat is open; rows that scroll into the document say nothing. */
export function SpokenMessages({ conversationId }: { readonly conversationId: string }) {
  const t = useT('chat');
  const { parley, me } = useRoom();
  const [words, speak] = useSpoken();
  useEffect(
    () =>
      parley.on('new_message', (message) => {
        if (message.conversationId !== conversationId || message.senderId === me) return;
        speak(t('said', { name: message.sender?.name ?? '', text: excerptOf(message, t) }));
      }),
    [parley, conversationId, me, t, speak],
  );
  return (
    <p aria-live="polite" className="sr-only">
      {words}
    </p>
  );
}
