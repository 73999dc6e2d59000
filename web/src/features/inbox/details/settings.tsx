import type { Conversation } from '@parley/client';
import { Archive, ArchiveRestore } from 'lucide-react';
import { useChosen } from '../../../common/chosen.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Button } from '../../../ui/button.tsx';
import { useNow } from '../../../ui/now.ts';
import { Select } from '../../../ui/select.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { isMuted, MUTED_FOR_GOOD } from '../naming.ts';
import { type MuteTime, useActions } from '../use-actions.ts';
import { Section } from './section.tsx';

const YEAR_MS = 366 * 86_400_000;

/** How a conversation is treated for oneself alone. */
export function Settings({ conversation }: { readonly conversation: Conversation }) {
  const t = useT('inbox/open');
  const actions = useActions();
  const { isArchived } = conversation;
  const [isPinned, pin] = useChosen(conversation.isPinned, (on) => actions.pin(conversation, on));
  return (
    <Section title={t('details.settings')}>
      <div className="flex flex-col gap-3">
        <Mute conversation={conversation} />
        <Switch label={t('details.pinned')} checked={isPinned} onCheckedChange={pin} />
        <Button
          icon={isArchived ? <ArchiveRestore /> : <Archive />}
          onClick={() => void actions.archive(conversation, !isArchived)}
        >
          {t(isArchived ? 'menu.unarchive' : 'menu.archive')}
        </Button>
      </div>
    </Section>
  );
}

const times: Readonly<Record<'off' | 'hour' | 'hours' | 'always', MuteTime | null>> = {
  off: null,
  hour: 1,
  hours: 8,
  always: 'always',
};
type Choice = keyof typeof times | 'until';

function Mute({ conversation }: { readonly conversation: Conversation }) {
  const t = useT('inbox/open');
  const format = useFormat();
  const actions = useActions();
  const now = useNow();
  const { mutedUntil } = conversation;
  const until = isMuted(conversation, now) ? mutedUntil : null;
  const isForGood = until !== null && (until === MUTED_FOR_GOOD || Date.parse(until) - now > YEAR_MS);
  const value: Choice = until === null ? 'off' : isForGood ? 'always' : 'until';
  const [shown, choose] = useChosen<Choice>(value, async (choice) => {
    if (choice !== 'until') await actions.mute(conversation, times[choice]);
  });
  const moment = until === null ? '' : format.moment(new Date(until));
  return (
    <Select<Choice>
      label={t('mute.label')}
      value={shown}
      onValueChange={choose}
      options={[
        { value: 'off', label: t('mute.off') },
        ...(value === 'until' ? [{ value: 'until' as const, label: t('mute.until', { moment }) }] : []),
        { value: 'hour', label: t('mute.hour') },
        { value: 'hours', label: t('mute.hours') },
        { value: 'always', label: t('mute.always') },
      ]}
    />
  );
}
