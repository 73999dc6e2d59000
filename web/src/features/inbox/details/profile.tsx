import type { User } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useQuery } from '@tanstack/react-query';
import { useFormat } from '../../../i18n/format.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Section } from './section.tsx';

/** What is known of somebody. */
export function Profile({ userId }: { readonly userId: string }) {
  const t = useT('inbox/open');
  const common = useT('common');
  const format = useFormat();
  const parley = useParley();
  const { data: user } = useQuery<User>({
    queryKey: ['inbox', 'user', userId],
    queryFn: ({ signal }) => parley.request('get', '/api/users/{id}', { params: { id: userId }, signal }),
  });
  const facts = user && [
    [t('profile.role'), common(`role.${user.role}`)],
    [t('profile.specialty'), user.specialty ?? (user.userType && t(`profile.type.${user.userType}`))],
    [t('profile.email'), user.email],
    [t('profile.id'), user.id],
    [t('profile.since'), format.day(new Date(user.createdAt))],
  ];
  return (
    <Section title={t('profile.title')}>
      <dl className="flex flex-col gap-1.5 text-sm">
        {facts?.map(
          ([label, value]) =>
            value && (
              <div key={label} className="flex justify-between gap-4">
                <dt className="shrink-0 text-muted">{label}</dt>
                <dd dir="auto" className="min-w-0 text-end wrap-anywhere">
                  {value}
                </dd>
              </div>
            ),
        )}
      </dl>
      {!user && <Skeleton className="h-20 w-full" />}
    </Section>
  );
}
