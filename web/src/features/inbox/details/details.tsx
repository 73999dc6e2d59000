import type { Conversation } from '@parley/client';
import { useT } from '../../../i18n/use-t.ts';
import { otherOf } from '../naming.ts';
import { useMe } from '../use-me.ts';
import { Farewells } from './farewells.tsx';
import { Hero } from './hero.tsx';
import { Members } from './members.tsx';
import { PanelFrame } from './panel-frame.tsx';
import { Profile } from './profile.tsx';
import { Settings } from './settings.tsx';
import { Shared } from './shared.tsx';

type DetailsProps = { readonly conversation: Conversation; readonly onClose: () => void };

/** What is to be known of a conversation, and what can be done with it. */
export default function Details({ conversation, onClose }: DetailsProps) {
  const t = useT('inbox/open');
  const other = otherOf(conversation, useMe());
  return (
    <PanelFrame title={t('details.title')} onClose={onClose}>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-xl flex-col divide-y divide-line">
          <Hero conversation={conversation} />
          <Settings conversation={conversation} />
          {other ? <Profile userId={other.userId} /> : <Members conversation={conversation} />}
          <Shared conversation={conversation} />
          <Farewells conversation={conversation} />
        </div>
      </div>
    </PanelFrame>
  );
}
