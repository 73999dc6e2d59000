/** How a cookie is kept. Scripts never see one, and other sites send none along but by going here. */
export type CookieStyle = {
  /** What it is sent to: this path and those below. */
  readonly path: string;
  /** Sent over https only. */
  readonly secure: boolean;
};

/** Cookies of a request by name; of two with one name the first. Their values are left as they are. */
export function readCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const part of header?.split(';') ?? []) {
    const [name = '', ...value] = part.split('=');
    if (!cookies.has(name.trim())) cookies.set(name.trim(), value.join('=').trim());
  }
  return cookies;
}

/** A `Set-Cookie` for a value of letters, digits, `.`, `_` and `-`; `seconds` 0 takes the cookie away. */
export function writeCookie(name: string, value: string, seconds: number, { path, secure }: CookieStyle): string {
  const parts = [`${name}=${value}`, `Path=${path}`, `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Lax'];
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ');
}
