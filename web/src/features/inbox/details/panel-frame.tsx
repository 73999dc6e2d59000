import { ArrowLeft, X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { IconButton } from '../../../ui/icon-button.tsx';

type PanelFrameProps = { readonly title: string; readonly onClose: () => void; readonly children: ReactNode };

/** A column beside the chat; where there is no room for both it takes the chat's place. Escape closes it. */
export function PanelFrame({ title, onClose, children }: PanelFrameProps) {
  const common = useT('common');
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const { activeElement } = document;
    // Going on to another conversation in the list opens the panel of that one: the keyboard stays in the list.
    if (activeElement === document.body || activeElement?.closest('[data-panel]'))
      heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <aside
      aria-labelledby={id}
      onKeyDown={(event) => {
        // What lies above the page is part of another place in the document, and closes itself.
        if (event.key !== 'Escape' || event.defaultPrevented || !event.currentTarget.contains(nodeOf(event.target)))
          return;
        event.preventDefault();
        onClose();
      }}
      className="flex min-h-0 flex-col border-line bg-surface motion-safe:animate-appear max-xl:absolute max-xl:inset-0 xl:w-80 xl:shrink-0 xl:border-s"
    >
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line ps-4 pe-2 max-xl:ps-1">
        <IconButton
          className="xl:hidden"
          label={common('back')}
          icon={<ArrowLeft className="mirrored" />}
          onClick={onClose}
        />
        <h2 ref={heading} id={id} tabIndex={-1} className="flex-1 truncate text-base font-semibold">
          {title}
        </h2>
        <IconButton className="max-xl:hidden" label={common('close')} icon={<X />} onClick={onClose} />
      </header>
      {children}
    </aside>
  );
}

function nodeOf(target: EventTarget): Node | null {
  return target instanceof Node ? target : null;
}
