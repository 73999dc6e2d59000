import { useTyping } from '@parley/client/react';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { isStaff } from '../../../session/identity.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { useOnlookers } from './onlookers.ts';

/** Which other agents look at a ticket or type in it, so that two do not answer at once; nothing while there are none. */
export function PresenceLine({ conversationId }: { readonly conversationId: string }) {
  const t = useT('desk');
  const format = useFormat();
  const agents = useOnlookers(conversationId).filter(isStaff);
  const { typists } = useTyping(conversationId);
  const typing = agents.filter(({ id }) => typists.some((typist) => typist.userId === id));
  const [people, key] =
    typing.length > 0 ? [typing, 'presence.typing' as const] : [agents, 'presence.looking' as const];
  const names = format.list(people.map(({ name }) => name));
  return (
    <span role="status" className="flex min-w-0 items-center gap-1.5">
      {people.length > 0 && (
        <>
          <span className="flex shrink-0 -space-x-1">
            {people.slice(0, 3).map(({ id, name, avatar }) => (
              <span key={id} className="rounded-full ring-2 ring-surface">
                <Avatar id={id} name={name} image={avatar} size={20} />
              </span>
            ))}
          </span>
          <span className="truncate font-medium text-warning-text">{t(key, { names, count: people.length })}</span>
        </>
      )}
    </span>
  );
}
