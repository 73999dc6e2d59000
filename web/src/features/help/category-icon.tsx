import {
  BookOpen,
  CalendarDays,
  CreditCard,
  LifeBuoy,
  type LucideIcon,
  MessagesSquare,
  Plane,
  Rocket,
  Settings,
  ShieldCheck,
  UserRound,
  Users,
  Wrench,
} from 'lucide-react';

/** Words that topics are often named by, in English and French. */
const icons: readonly (readonly [RegExp, LucideIcon])[] = [
  [/start|first|begin|intro|premier|debut|demarr/, Rocket],
  [/bill|pay|pric|invoice|paie|factur|tarif/, CreditCard],
  [/book|calendar|reserv|agenda|calendrier/, CalendarDays],
  [/guest|team|people|member|hote|equipe|client/, Users],
  [/account|profile|compte|profil/, UserRound],
  [/secur|privacy|safety|confidential/, ShieldCheck],
  [/troubl|problem|error|fix|technic|depann|panne/, Wrench],
  [/travel|destination|trip|voyage/, Plane],
  [/messag|chat|inbox|talk/, MessagesSquare],
  [/setting|config|admin|parametre|reglage/, Settings],
  [/support|help|contact|aide|assistance/, LifeBuoy],
];

/** A picture for a topic, chosen by the words in its address. */
export function CategoryIcon({ slug }: { readonly slug: string }) {
  const Icon = icons.find(([words]) => words.test(slug))?.[1] ?? BookOpen;
  return <Icon aria-hidden="true" />;
}
