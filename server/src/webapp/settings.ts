/** What the page is told by the server that it came from. */
export type AppSettings = {
  readonly version: string;
  /** How people get their tokens: from `POST /dev/token`, from `/auth`, or from the page around the app. */
  readonly signIn: 'demo' | 'oidc' | 'host';
  readonly limits: {
    /** Code points. */
    readonly maxMessageLength: number;
    /** Bytes. */
    readonly maxFileSize: number;
  };
  /** Whether the server can send to push services. */
  readonly pushAvailable: boolean;
};

/** JSON that may stand anywhere in HTML, also within a script element: nothing in it ends one, or begins anything. */
export function htmlSafeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<>&'\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
