/** What the server tells the page about itself when it sends it. */
export type Settings = {
  readonly version: string;
  /** Where tokens come from: the development server's demo people, a login of the site, or the page that embeds the app. */
  readonly signIn: 'demo' | 'oidc' | 'host';
  readonly limits: {
    /** Code points. */
    readonly maxMessageLength: number;
    /** Bytes. */
    readonly maxFileSize: number;
  };
  readonly pushAvailable: boolean;
};

/** Those of a server that was configured by nobody; also what holds where Vite serves the page as it lies there. */
const fallback: Settings = {
  version: 'development',
  signIn: 'demo',
  limits: { maxMessageLength: 5000, maxFileSize: 10_485_760 },
  pushAvailable: false,
};

/** Reads the settings; each that is missing or of another type is that of an unconfigured server. */
function readSettings(text: string): Settings {
  const given = parseObject(text);
  const limits = isObject(given.limits) ? given.limits : {};
  const { signIn } = given;
  return {
    version: typeof given.version === 'string' ? given.version : fallback.version,
    signIn: signIn === 'oidc' || signIn === 'host' || signIn === 'demo' ? signIn : fallback.signIn,
    limits: {
      maxMessageLength: positive(limits.maxMessageLength) ?? fallback.limits.maxMessageLength,
      maxFileSize: positive(limits.maxFileSize) ?? fallback.limits.maxFileSize,
    },
    pushAvailable: given.pushAvailable === true,
  };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {}; // Vite's development server leaves the placeholder
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && value > 0 ? value : null;
}

export const settings: Settings = readSettings(document.querySelector('#parley-settings')?.textContent ?? '');
