import type { Clock } from './clock.ts';
import { cancelled, isRecord, offline, ParleyError, problemOf, toParleyError } from './errors.ts';
import type { Http } from './http.ts';
import type { TokenHolder } from './token.ts';
import type { Attachment } from './types.ts';

export type UploadOptions = {
  /** Hears how much is through, 0 to 1. */
  readonly onProgress?: (part: number) => void;
  /** Ends the upload; it is then refused with `cancelled`. */
  readonly signal?: AbortSignal;
};

/** Stores a file that a message or ticket may be given by its id within a day. @throws ParleyError */
export type Upload = (file: Blob, name: string, options?: UploadOptions) => Promise<Attachment>;

const PATH = '/api/attachments';

export type UploadPorts = {
  readonly http: Http;
  readonly tokens: TokenHolder;
  readonly clock: Clock;
  /** Whether XMLHttpRequest reaches the server as `http` does: not where requests go another way than the browser's own. */
  readonly canUseXhr: boolean;
};

/** An upload of which nothing moved for so long is given up. */
const STALLED_MS = 60_000;

/** Uploads that tell how far they are: by XMLHttpRequest in browsers, whose fetch cannot tell, by a counted stream elsewhere. */
export function createUpload({ http, tokens, clock, canUseXhr }: UploadPorts): Upload {
  const send = canUseXhr && globalThis.XMLHttpRequest !== undefined ? post : streamed;

  async function once(form: FormData, options: UploadOptions): Promise<unknown> {
    const guard = watchProgress(clock, options);
    try {
      return await send(http, tokens, form, guard.options);
    } catch (error) {
      throw guard.hasStalled() ? offline('The upload has stalled') : toParleyError(error);
    } finally {
      guard.end();
    }
  }

  return async (file, name, options = {}) => {
    if (options.signal?.aborted) throw cancelled();
    const form = new FormData();
    form.set('file', file, name);
    const answer = await once(form, options).catch((error: unknown) => {
      // The token was refused, and is forgotten since: once more with another.
      if (error instanceof ParleyError && error.status === 401) return once(form, options);
      throw error;
    });
    if (!isAttachment(answer)) throw offline('The answer is not one of the server');
    options.onProgress?.(1);
    return answer;
  };
}

function isAttachment(value: unknown): value is Attachment {
  return isRecord(value) && typeof value.id === 'string' && typeof value.url === 'string';
}

/** The same options, with a signal that also comes when nothing moves any more. */
function watchProgress(clock: Clock, { signal, onProgress }: UploadOptions) {
  const stop = new AbortController();
  let stalled = false;
  const stall = () => {
    stalled = true;
    stop.abort();
  };
  const cancel = () => stop.abort();
  let cancelTimer = clock.after(STALLED_MS, stall);
  signal?.addEventListener('abort', cancel);
  return {
    hasStalled: () => stalled,
    end() {
      cancelTimer();
      signal?.removeEventListener('abort', cancel);
    },
    options: {
      signal: stop.signal,
      onProgress(part: number) {
        cancelTimer();
        cancelTimer = clock.after(STALLED_MS, stall);
        onProgress?.(part);
      },
    },
  };
}

type Send = (http: Http, tokens: TokenHolder, form: FormData, options: Required<UploadOptions>) => Promise<unknown>;

const post: Send = async (http, tokens, form, { onProgress, signal }) => {
  const token = await tokens.get();
  if (signal.aborted) throw cancelled(); // aborting a request that was not sent tells nobody
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', http.baseUrl + PATH);
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? (loaded / total) * 0.99 : 0);
    request.onerror = () => reject(offline());
    request.onabort = () => reject(cancelled());
    request.onload = () => {
      const { status, response } = request;
      if (status < 400) return resolve(response);
      if (status === 401) tokens.renew(token);
      const seconds = Number(request.getResponseHeader('retry-after') ?? Number.NaN);
      reject(problemOf(status, response, Number.isFinite(seconds) ? seconds : null));
    };
    signal.addEventListener('abort', () => request.abort());
    request.send(form);
  });
};

const streamed: Send = async (http, _tokens, form, { onProgress, signal }) => {
  const encoded = new Response(form);
  const bytes = new Uint8Array(await encoded.arrayBuffer());
  let given = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = bytes.subarray(given, given + 64 * 1024);
      given += chunk.length;
      if (chunk.length === 0) return controller.close();
      onProgress((given / bytes.length) * 0.99);
      controller.enqueue(chunk);
    },
  });
  const headers = { 'content-type': encoded.headers.get('content-type') ?? 'multipart/form-data' };
  const init: RequestInit & { readonly duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half', signal };
  const response = await http.fetch(PATH, init);
  return response.json();
};
