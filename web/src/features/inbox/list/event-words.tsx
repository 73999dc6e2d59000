import { useT } from '../../../i18n/use-t.ts';
import { isolated } from '../naming.ts';
import { groupEventOf } from './event.ts';

/** What happened to a group, in the reader's language where it is of a kind that is known. */
export default function EventWords({ sentence }: { readonly sentence: string }) {
  const t = useT('inbox');
  const event = groupEventOf(sentence);
  if (!event) return sentence;
  const { kind, by, person, title } = event;
  return t(`row.event.${kind}`, { by: isolated(by), person: isolated(person), title: isolated(title) });
}
