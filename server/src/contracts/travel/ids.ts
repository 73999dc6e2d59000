/** Digits without a leading zero; longer ones are beyond what a number holds exactly. */
const DIGITS = /^(0|[1-9]\d{0,15})$/;

/** An id as this contract shows it. */
export type PublicId = number | string;

/** What is a whole number in its one way of writing goes out as a number, any other id as the text that it is. */
export function publicId(id: string): PublicId {
  if (!DIGITS.test(id)) return id;
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : id;
}
