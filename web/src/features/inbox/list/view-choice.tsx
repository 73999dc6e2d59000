import { useUnread } from '@parley/client/react';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { type View, views } from './views.ts';

type ViewChoiceProps = { readonly view: View; readonly onChange: (view: View) => void };

/** Which conversations are shown. */
export function ViewChoice({ view, onChange }: ViewChoiceProps) {
  const t = useT('inbox');
  const unread = useUnread().byConversation.size;
  return (
    <fieldset className="-mx-3 flex gap-0.5 overflow-x-auto px-3 py-0.5 [scrollbar-width:none]">
      <legend className="sr-only">{t('view.label')}</legend>
      {views.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === view}
          onClick={() => onChange(one)}
          className={classNames(
            'flex h-7 shrink-0 items-center justify-center gap-1 rounded-full px-2.25 text-xs font-medium transition-colors focus-visible:rounded-full pointer-coarse:h-9 pointer-coarse:min-w-11',
            one === view ? 'bg-accent-soft text-accent-text' : 'text-muted hover:bg-subtle hover:text-ink',
          )}
        >
          {t(`view.${one}`)}
          {one === 'unread' && unread > 0 && <span className="tabular-nums">{unread}</span>}
        </button>
      ))}
    </fieldset>
  );
}
