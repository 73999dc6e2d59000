import { BookOpen, ChartColumn, Headset, Inbox, LifeBuoy, type LucideIcon, SlidersHorizontal } from 'lucide-react';
import { type Identity, isStaff } from '../session/identity.ts';

export type Section = {
  readonly name: 'inbox' | 'support' | 'desk' | 'help' | 'stats' | 'preferences';
  readonly icon: LucideIcon;
  /** Not among the tabs of a phone: it is in the menu there. */
  readonly isMinor?: boolean;
};

const inbox: Section = { name: 'inbox', icon: Inbox };
const desk: Section = { name: 'desk', icon: Headset };
const support: Section = { name: 'support', icon: LifeBuoy };
const help: Section = { name: 'help', icon: BookOpen };
const stats: Section = { name: 'stats', icon: ChartColumn };
const preferences: Section = { name: 'preferences', icon: SlidersHorizontal, isMinor: true };

/** Where somebody can go: agents and admins to the desk and its figures too. */
export function sectionsFor(me: Identity): readonly Section[] {
  if (isStaff(me)) return [inbox, desk, { ...support, isMinor: true }, help, stats, preferences];
  return [inbox, support, help, preferences];
}
