import type { DemoPerson } from '../../session/demo.ts';

/** Those that `npm run demo -- --seed` gives a past. */
export const demoPeople: readonly DemoPerson[] = [
  { id: 'mira', name: 'Mira Lindqvist', role: 'user' },
  { id: 'jonas', name: 'Jonas Weber', role: 'user' },
  { id: 'tove', name: 'Tove Nilsen', role: 'user' },
  { id: 'nora', name: 'Nora Haddad', role: 'user' },
  { id: 'omar', name: 'Omar Farouk', role: 'agent' },
  { id: 'lena', name: 'Lena Petrova', role: 'agent' },
  { id: 'ada', name: 'Ada Okafor', role: 'admin' },
];
