import { useParley, useReadable } from '@parley/client/react';
import { Bell as BellIcon } from 'lucide-react';
import { type ComponentProps, Suspense, useEffect, useState } from 'react';
import { lazyPart } from '../../../common/patient.ts';
import { useT } from '../../../i18n/use-t.ts';
import { IconButton } from '../../../ui/icon-button.tsx';

const load = () => import('./feed.tsx');
const Feed = lazyPart(load);

/** How many notifications are unread; pressed, it shows them. */
export default function Bell() {
  const { notifications } = useParley();
  const [wasOpened, setOpened] = useState(false);
  useEffect(() => void notifications.feed.load(), [notifications]);
  const first = <BellButton onClick={() => setOpened(true)} onPointerEnter={() => void load()} />;
  if (!wasOpened) return first;
  return (
    <Suspense fallback={first}>
      <Feed trigger={<BellButton />} />
    </Suspense>
  );
}

function BellButton(props: Omit<ComponentProps<typeof IconButton>, 'label' | 'icon'>) {
  const t = useT('inbox/open');
  const { value } = useReadable(useParley().notifications.feed.state);
  const count = value?.unreadCount ?? 0;
  return (
    <IconButton
      {...props}
      size="sm"
      label={count > 0 ? t('feed.openUnread', { count }) : t('feed.title')}
      icon={
        <span className="relative flex">
          <BellIcon />
          {count > 0 && (
            <span className="absolute -end-0.5 -top-0.5 size-2 rounded-full bg-accent ring-2 ring-surface" />
          )}
        </span>
      }
    />
  );
}
