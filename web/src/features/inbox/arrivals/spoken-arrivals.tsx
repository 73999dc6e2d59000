import { useT } from '../../../i18n/use-t.ts';
import { useSpoken } from '../../../ui/use-spoken.ts';
import { nameOf } from '../naming.ts';
import { useMe } from '../use-me.ts';
import { useArrivals } from './use-arrivals.ts';

/** Tells readers of the screen of messages that come in, but for those of the conversation that is open. */
export default function SpokenArrivals({ openId }: { readonly openId: string | null }) {
  const t = useT('inbox/open');
  const me = useMe();
  const [words, speak] = useSpoken();
  useArrivals((conversation) => {
    if (document.visibilityState !== 'visible' || conversation.id === openId) return;
    speak(t('arrivals.message', { name: nameOf(conversation, me) }));
  });
  return (
    <p role="status" className="sr-only">
      {words}
    </p>
  );
}
