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
import { type Presence, PresenceDot } from '../ui/avatar.tsx';
import type { MenuPlace } from '../ui/menu-button.tsx';
import type { MenuEntry } from '../ui/menu-entry.ts';
import MenuList from '../ui/menu-list.tsx';
import type { Section } from './sections.ts';

const presences = ['online', 'away', 'busy', 'offline'] as const satisfies readonly Presence[];

type UserMenuListProps = {
  readonly session: Session;
  /** Pages that are not in view otherwise. */
  readonly pages: readonly Section[];
  readonly place: MenuPlace;
};

/** Presence, appearance, language, and the way out. */
export default function UserMenuList({ session, pages, place }: UserMenuListProps) {
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
  return <MenuList entries={entries} {...place} />;
}

function Me({ name, role }: { readonly name: string; readonly role: string }) {
  return (
    <>
      <span className="block truncate text-sm font-semibold text-ink">{name}</span>
      <span className="block">{role}</span>
    </>
  );
}
