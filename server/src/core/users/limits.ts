/** Greatest lengths of what is known about a person, in code points. */
export const USER_LIMITS = { name: 255, email: 320, avatar: 2048, specialty: 255, statusText: 140 } as const;

const EMAIL = /^[^\s@]+@[^\s@]+$/u;
const ACTIVE_SCHEME = /^\s*(?:javascript|data|vbscript):/i;

/** True for something like an address: one `@` with text around it and no white space, so that it fits in a header. */
export function isEmail(text: string): boolean {
  return EMAIL.test(text);
}

/** True when a picture's address runs or embeds something instead of naming a place. */
export function hasActiveScheme(address: string): boolean {
  return ACTIVE_SCHEME.test(address);
}
