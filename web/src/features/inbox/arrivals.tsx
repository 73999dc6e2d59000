import type { Conversation, Message } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useT } from '../../i18n/use-t.ts';
import { isMuted, nameOf } from './naming.ts';
import { mayNotify, showNotice } from './notices.ts';
import { useMe } from './use-me.ts';

/** How long words for readers of the screen stand, so that the same ones can be said again. */
const SAID_MS = 4_000;

/**
 * Tells of messages that come in: to readers of the screen those of conversations that are not open, and by a notice of the
 * browser all of them while the page is not looked at. Muted conversations stay silent.
 */
export default function Arrivals({ openId }: { readonly openId: string | null }) {
  const t = useT('inbox');
  const parley = useParley();
  const me = useMe();
  const navigate = useNavigate();
  const open = useRef(openId);
  const [words, setWords] = useState('');
  useEffect(() => {
    open.current = openId;
  }, [openId]);

  useEffect(() => {
    const arrived = (conversation: Conversation, message: Message) => {
      const name = nameOf(conversation, me);
      const sender = message.sender?.name ?? name;
      if (document.visibilityState === 'visible') {
        if (message.conversationId !== open.current) setWords(t('arrivals.message', { name }));
        return;
      }
      void mayNotify(parley).then((isAllowed) => {
        if (!isAllowed) return;
        const { type, content } = message;
        const text = content.trim() || t(`row.type.${type === 'text' || type === 'system' ? 'file' : type}`);
        const body = conversation.type === 'direct' ? text : t('arrivals.from', { name: sender, text });
        const { id } = conversation;
        showNotice({ id, title: name, body, icon: message.sender?.avatar ?? null }, () => {
          void navigate({ to: '/inbox/$id', params: { id } });
        });
      });
    };
    return parley.on('new_message', (message) => {
      if (message.senderId === me || message.type === 'system') return;
      parley.conversations.open(message.conversationId).then(
        (conversation) => isMuted(conversation, Date.now()) || arrived(conversation, message),
        () => {},
      );
    });
  }, [parley, me, navigate, t]);

  useEffect(() => {
    if (words === '') return;
    const timer = setTimeout(() => setWords(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <p role="status" className="sr-only">
      {words}
    </p>
  );
}
