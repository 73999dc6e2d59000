import { MessageSquareReply, StickyNote } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { keysOf } from '../keys/shortcuts.ts';

/** For whom one writes: the requester, or the other agents. */
export type ComposerMode = 'reply' | 'note';

type ModeSwitchProps = { readonly mode: ComposerMode; readonly onMode: (mode: ComposerMode) => void };

const modes = [
  { mode: 'reply', icon: MessageSquareReply, on: 'bg-surface text-ink shadow-xs' },
  { mode: 'note', icon: StickyNote, on: 'bg-surface text-warning-text shadow-xs' },
] as const;

/** Chooses for whom one writes. */
export function ModeSwitch({ mode, onMode }: ModeSwitchProps) {
  const t = useT('desk');
  return (
    <fieldset className="mb-0.5 flex h-7 shrink-0 rounded-md bg-subtle p-0.5 pointer-coarse:h-9">
      <legend className="sr-only">{t('composer.mode')}</legend>
      {modes.map(({ mode: own, icon: Icon, on }) => (
        <button
          key={own}
          type="button"
          aria-pressed={own === mode}
          aria-label={t(own === 'reply' ? 'composer.toReply' : 'composer.toNote')}
          data-tooltip={t(`composer.${own}Hint`)}
          data-tooltip-keys={keysOf(own)}
          className={classNames(
            'flex items-center gap-1.5 rounded-[5px] px-2 text-xs font-medium transition-colors',
            own === mode ? on : 'text-muted hover:text-ink',
          )}
          onClick={() => onMode(own)}
        >
          <Icon aria-hidden="true" className="size-3.5" />
          <span className="hidden @3xl:inline">{t(own === 'reply' ? 'composer.toReply' : 'composer.toNote')}</span>
        </button>
      ))}
    </fieldset>
  );
}
