import { useEffect, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { nameOf } from '../naming.ts';
import { useMe } from '../use-me.ts';
import { useArrivals } from './use-arrivals.ts';

/** How long words for readers of the screen stand, so that the same ones can be said again. */
const SAID_MS = 4_000;

/** Tells readers of the screen of messages that come in, but for those of the conversation that is open. */
export default function Announcer({ openId }: { readonly openId: string | null }) {
  const t = useT('inbox/open');
  const me = useMe();
  const [words, setWords] = useState('');
  useArrivals((conversation) => {
    if (document.visibilityState !== 'visible' || conversation.id === openId) return;
    setWords(t('arrivals.message', { name: nameOf(conversation, me) }));
  });
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
