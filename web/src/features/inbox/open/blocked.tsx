import type { Conversation } from '@parley/client';
import { Ban } from 'lucide-react';
import { useT } from '../../../i18n/use-t.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { otherOf } from '../naming.ts';
import { useMe } from '../use-me.ts';
import { useBlock } from './use-blocks.ts';

/** Says that one has blocked the other of a direct conversation. */
export function Blocked({ conversation }: { readonly conversation: Conversation }) {
  const other = otherOf(conversation, useMe());
  return other && <Blocking userId={other.userId} name={other.name} />;
}

function Blocking({ userId, name }: { readonly userId: string; readonly name: string }) {
  const t = useT('inbox/open');
  const { isBlocked = false, isChanging, change } = useBlock(userId);
  if (!isBlocked) return null;
  return (
    <Banner
      tone="warning"
      icon={<Ban />}
      action={
        <Button size="sm" isBusy={isChanging} onClick={() => change(false)}>
          {t('block.undo')}
        </Button>
      }
    >
      {t('block.isBlocked', { name })}
    </Banner>
  );
}
