import { isPlain, lengthOf } from '../text.ts';

const MAX_LENGTH = 255;

/** True when somebody could have this id: 1 to 255 characters, no control characters. Says nothing of existence. */
export function isUserId(id: string): boolean {
  return id !== '' && id.length <= 2 * MAX_LENGTH && lengthOf(id) <= MAX_LENGTH && isPlain(id);
}
