import { CircleAlert, CircleCheck, X } from 'lucide-react';
import * as Radix from 'radix-ui/toast';
import { useT } from '../i18n/use-t.ts';
import { buttonClass } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import { hideToast, useToasts } from './toasts.ts';

/**
 * Where toasts are shown, heard (aria-live) and dismissed; once in the page. F8 moves the keyboard there. They are below the headers of
 * the page and the fields that follow those, since what is pressed stands there and at the bottom edge.
 */
export default function ToastList({ label }: { readonly label: string }) {
  const t = useT('common');
  const toasts = useToasts();
  return (
    <Radix.Provider label={label} swipeDirection="up">
      {toasts.map(({ id, tone, title, detail, action }) => (
        <Radix.Root
          key={id}
          duration={action ? 10_000 : 6_000}
          onOpenChange={(open) => !open && hideToast(id)}
          className="flex items-center gap-3 rounded-lg border border-line bg-surface py-2 ps-3 pe-2 shadow-float data-[swipe=move]:translate-y-(--radix-toast-swipe-move-y) motion-safe:animate-rise"
        >
          {tone === 'success' && <CircleCheck aria-hidden="true" className="size-4 shrink-0 text-success-text" />}
          {tone === 'danger' && <CircleAlert aria-hidden="true" className="size-4 shrink-0 text-danger-text" />}
          <div className="min-w-0 flex-1">
            <Radix.Title className="text-sm font-medium">{title}</Radix.Title>
            {detail && <Radix.Description className="text-xs text-muted">{detail}</Radix.Description>}
          </div>
          {action && (
            <Radix.Action altText={action.label} onClick={action.onSelect} className={buttonClass('secondary', 'sm')}>
              {action.label}
            </Radix.Action>
          )}
          <Radix.Close asChild>
            <IconButton size="sm" label={t('dismiss')} icon={<X />} />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport
        label={`${label} ({hotkey})`}
        className="fixed inset-x-0 top-26 z-55 mx-auto flex w-90 max-w-[calc(100vw-2rem)] sm:start-auto sm:end-4 xl:end-78 flex-col gap-2 outline-none"
      />
    </Radix.Provider>
  );
}
