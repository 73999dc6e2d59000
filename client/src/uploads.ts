import { isRecord, offline, ParleyError, problemOf } from './errors.ts';
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

/** Uploads that tell how far they are: by XMLHttpRequest in browsers, whose fetch cannot tell, by a counted stream elsewhere. */
export function createUpload(http: Http, tokens: TokenHolder): Upload {
  return async (file, name, options = {}) => {
    const form = new FormData();
    form.set('file', file, name);
    const answer =
      globalThis.XMLHttpRequest === undefined ? await streamed(http, form, options) : await sent(form, options);
    if (!isAttachment(answer)) throw problemOf(200, null, null);
    options.onProgress?.(1);
    return answer;
  };

  async function sent(form: FormData, options: UploadOptions): Promise<unknown> {
    const token = await tokens.get();
    try {
      return await post(http.baseUrl + PATH, token, form, options);
    } catch (error) {
      if (!(error instanceof ParleyError) || error.status !== 401 || !tokens.renew(token)) throw error;
      return post(http.baseUrl + PATH, await tokens.get(), form, options);
    }
  }
}

function isAttachment(value: unknown): value is Attachment {
  return isRecord(value) && typeof value.id === 'string' && typeof value.url === 'string';
}

function post(url: string, token: string, form: FormData, { onProgress, signal }: UploadOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const cancel = () => request.abort();
    const end = (error: ParleyError) => {
      signal?.removeEventListener('abort', cancel);
      reject(error);
    };
    request.open('POST', url);
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? (loaded / total) * 0.99 : 0);
    request.onerror = () => end(offline());
    request.onabort = () => end(new ParleyError({ status: 0, code: 'cancelled', detail: 'The upload was cancelled' }));
    request.onload = () => {
      const { status, response } = request;
      const seconds = Number(request.getResponseHeader('retry-after') ?? Number.NaN);
      if (status >= 400) return end(problemOf(status, response, Number.isFinite(seconds) ? seconds : null));
      signal?.removeEventListener('abort', cancel);
      resolve(response);
    };
    if (signal?.aborted) return cancel();
    signal?.addEventListener('abort', cancel);
    request.send(form);
  });
}

async function streamed(http: Http, form: FormData, { onProgress, signal }: UploadOptions): Promise<unknown> {
  const encoded = new Response(form);
  const bytes = new Uint8Array(await encoded.arrayBuffer());
  let given = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = bytes.subarray(given, given + 64 * 1024);
      given += chunk.length;
      if (chunk.length === 0) return controller.close();
      onProgress?.((given / bytes.length) * 0.99);
      controller.enqueue(chunk);
    },
  });
  const headers = { 'content-type': encoded.headers.get('content-type') ?? 'multipart/form-data' };
  const init: RequestInit & { readonly duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' };
  const response = await http.fetch(PATH, signal ? { ...init, signal } : init);
  return response.json();
}
