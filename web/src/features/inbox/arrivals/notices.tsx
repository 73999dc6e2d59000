import { isMemberOf } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useT } from '../../../i18n/use-t.ts';
import { nameOf } from '../naming.ts';
import { useMe } from '../use-me.ts';
import { mayNotify, showNotice } from './browser-notice.ts';
import { useArrivals } from './use-arrivals.ts';

/** Tells of messages that come in by a notice of the browser while the page is not looked at, whichever page it is. */
export default function Notices() {
  const t = useT('inbox');
  const parley = useParley();
  const me = useMe();
  const navigate = useNavigate();
  useArrivals((conversation, message) => {
    if (document.visibilityState === 'visible' || !isMemberOf(conversation, me)) return;
    void mayNotify(parley).then((isAllowed) => {
      if (!isAllowed) return;
      const { id } = conversation;
      const { type, content, sender } = message;
      const title = nameOf(conversation, me);
      const text = content.trim() || t(`row.type.${type === 'text' || type === 'system' ? 'file' : type}`);
      const from = t('row.from', { name: sender?.name ?? title });
      const body = conversation.type === 'direct' ? text : `${from} ${text}`;
      showNotice({ id, title, body, icon: sender?.avatar ?? null }, () => {
        void navigate({ to: '/inbox/$id', params: { id } });
      });
    });
  });
  return null;
}
