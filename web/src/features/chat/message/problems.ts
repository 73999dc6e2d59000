import type { Format } from '../../../i18n/format.ts';
import type { Translate } from '../../../i18n/use-t.ts';
import { settings } from '../../../settings/settings.ts';

const known = [
  'blocked',
  'not_a_member',
  'conversation_closed',
  'ticket_closed',
  'message_deleted',
  'file_too_large',
  'unsupported_file_type',
  'file_type_mismatch',
  'rate_limited',
  'forbidden',
  'not_found',
] as const;

/** Why something was refused, in the reader's words; what has no words of ours is said in general. */
export function problemText(
  problem: { readonly code: string; readonly detail?: string } | null,
  t: Translate<'chat'>,
  format: Format,
): string {
  const code = known.find((one) => one === problem?.code);
  if (code === 'file_too_large') return t('problem.file_too_large', { size: format.size(settings.limits.maxFileSize) });
  return code === undefined ? t('problem.other') : t(`problem.${code}`);
}
