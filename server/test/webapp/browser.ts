/** An answer as a browser gets it. */
export type Visit = { readonly status: number; readonly headers: Headers; readonly text: string; readonly url: string };

/** As much of a browser as signing in needs: it keeps cookies for hosts and paths, and goes where it is sent. */
export type Browser = {
  /** Cookies by name, as they stand. */
  readonly cookies: Map<string, { value: string; path: string; host: string; attributes: string }>;
  /** One request, wherever it leads. */
  visit(url: string, options?: { method?: string; headers?: Record<string, string> }): Promise<Visit>;
  /** Goes where it is sent, up to the first answer that sends it nowhere. */
  go(url: string): Promise<Visit>;
  /** Asks as the script of a page of `url` does. */
  script(method: string, url: string): Promise<Visit>;
};

/** A browser without any cookies. */
export function openBrowser(): Browser {
  const cookies: Browser['cookies'] = new Map();

  function keep(header: string, host: string): void {
    const [pair = '', ...attributes] = header.split('; ');
    const name = pair.slice(0, pair.indexOf('='));
    const path = attributes.find((one) => one.startsWith('Path='))?.slice('Path='.length) ?? '/';
    if (attributes.includes('Max-Age=0')) cookies.delete(name);
    else cookies.set(name, { value: pair.slice(name.length + 1), path, host, attributes: attributes.join('; ') });
  }

  async function visit(
    url: string,
    { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
  ): Promise<Visit> {
    const { host, pathname } = new URL(url);
    const sent = [...cookies].filter(([, cookie]) => cookie.host === host && isBelow(pathname, cookie.path));
    const cookie = sent.map(([name, { value }]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      method,
      headers: { ...headers, ...(cookie && { cookie }) },
      redirect: 'manual',
    });
    for (const header of response.headers.getSetCookie()) keep(header, host);
    return { status: response.status, headers: response.headers, text: await response.text(), url };
  }

  return {
    cookies,
    visit,
    async go(url) {
      let next = url;
      for (let steps = 0; steps < 10; steps++) {
        const answer = await visit(next);
        const location = answer.headers.get('location');
        if (location === null) return answer;
        next = new URL(location, next).href;
      }
      throw new Error(`sent on and on from ${url}`);
    },
    script: (method, url) => visit(url, { method, headers: { 'sec-fetch-site': 'same-origin' } }),
  };
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`);
}
