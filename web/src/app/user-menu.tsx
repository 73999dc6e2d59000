import { useNavigate } from '@tanstack/react-router';
import { LogOut } from 'lucide-react';
import { language, languageNames, languages } from '../i18n/language.ts';
import { changeLanguage } from '../i18n/texts.ts';
import { useT } from '../i18n/use-t.ts';
import { currentEmbedding } from '../session/embedding.ts';
import { useOwnPresence } from '../session/presence.ts';
import { type Session, signOut } from '../session/session.ts';
import { useChoice } from '../settings/choice.ts';
import { theme, themes } from '../settings/theme.ts';
import { Avatar, type Presence, PresenceDot } from '../ui/avatar.tsx';
import { Menu } from '../ui/menu.tsx';
import type { MenuEntry } from '../ui/menu-entry.ts';
import type { Section } from './sections.ts';

const presences = ['online', 'away', 'busy', 'offline'] as const satisfies readonly Presence[];

type UserMenuProps = {
  readonly session: Session;
  readonly side: 'top' | 'bottom';
  readonly align: 'start' | 'end';
  /** Pages that are not in view otherwise. */
  readonly pages?: readonly Section[];
};

/** Oneself: presence, appearance, language, and the way out. */
export function UserMenu({ session, side, align, pages = [] }: UserMenuProps) {
  const t = useT('app');
  const common = useT('common');
  const [presence, setPresence] = useOwnPresence(session);
  const chosenTheme = useChoice(theme);
  const chosenLanguage = useChoice(language);
  const navigate = useNavigate();
  const { me } = session;
  const entries: MenuEntry[] = [
    { kind: 'heading', label: <Me name={me.name} role={common(`role.${me.role}`)} /> },
    {
      kind: 'choice',
      label: t('menu.presence'),
      value: presence,
      options: presences.map((value) => ({
        value,
        icon: <PresenceDot presence={value} />,
        label: value === 'offline' ? t('menu.appearOffline') : common(`presence.${value}`),
      })),
      onSelect: (value) => setPresence(presences.find((one) => one === value) ?? 'online'),
    },
    { kind: 'separator' },
    {
      kind: 'choice',
      label: t('menu.theme'),
      value: chosenTheme,
      options: themes.map((value) => ({ value, label: t(`menu.${value}`) })),
      onSelect: (value) => theme.set(themes.find((one) => one === value) ?? 'system'),
    },
    { kind: 'separator' },
    {
      kind: 'choice',
      label: t('menu.language'),
      value: chosenLanguage,
      options: languages.map((value) => ({ value, label: languageNames[value] })),
      onSelect: (value) => void changeLanguage(languages.find((one) => one === value) ?? 'en').catch(() => {}),
    },
    { kind: 'separator' },
    ...pages.map(({ name, icon: Icon }) => ({
      label: t(name),
      icon: <Icon />,
      onSelect: () => void navigate({ to: `/${name}` }),
    })),
    // Inside another product's page it is that product that signs people in and out.
    ...(currentEmbedding().kind === 'none'
      ? [{ label: t('menu.signOut'), icon: <LogOut className="mirrored" />, onSelect: () => void signOut() }]
      : []),
  ];
  return (
    <Menu
      side={side}
      align={align}
      className="flex"
      entries={entries}
      trigger={
        <button
          type="button"
          className="ring-inset-focus flex min-w-0 flex-1 items-center gap-2 rounded-md p-1.5 text-start hover:bg-subtle max-lg:justify-center max-sm:px-4"
        >
          <span aria-hidden="true" className="flex">
            <Avatar id={me.id} name={me.name} image={me.avatar} size={24} presence={presence} />
          </span>
          <span className="min-w-0 flex-1 truncate text-sm font-medium max-lg:sr-only">{me.name}</span>
          <span className="sr-only">{t('menu.open', { presence: common(`presence.${presence}`) })}</span>
        </button>
      }
    />
  );
}

function Me({ name, role }: { readonly name: string; readonly role: string }) {
  return (
    <>
      <span className="block truncate text-sm font-semibold text-ink">{name}</span>
      <span className="block">{role}</span>
    </>
  );
}
