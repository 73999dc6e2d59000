import { Search } from 'lucide-react';
import { useDeferredValue, useId, useLayoutEffect, useRef, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { TextField } from '../../../ui/text-field.tsx';
import { PanelFrame } from '../details/panel-frame.tsx';
import FoundMessages from './found-messages.tsx';

type FindProps = { readonly conversationId: string; readonly onClose: () => void };

/** Looks for messages of one conversation. */
export default function Find({ conversationId, onClose }: FindProps) {
  const t = useT('inbox/open');
  const place = useRef<HTMLDivElement>(null);
  const id = useId();
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  // Before another key is heard.
  useLayoutEffect(() => place.current?.querySelector('input')?.focus(), []);
  return (
    <PanelFrame title={t('find.title')} onClose={onClose}>
      <div ref={place} className="px-4 pt-3 pb-2">
        <TextField
          type="search"
          label={t('find.label')}
          isLabelHidden
          placeholder={t('find.placeholder')}
          icon={<Search />}
          maxLength={200}
          value={text}
          onValueChange={setText}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown') return;
            event.preventDefault();
            document.getElementById(id)?.querySelector<HTMLElement>('[data-roving][tabindex="0"]')?.focus();
          }}
        />
      </div>
      <div id={id} className="min-h-0 flex-1 overflow-y-auto pb-2">
        {q === '' ? (
          <p className="px-4 py-2 text-sm text-muted">{t('find.hint')}</p>
        ) : (
          <FoundMessages q={q} conversationId={conversationId} />
        )}
      </div>
    </PanelFrame>
  );
}
