const FORM = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/**
 * The fields of a short form by name, from its bytes: URL-encoded or multipart. A name that stands there several times has its
 * last value; a file counts as no text. Null for what is no form, or no readable one.
 */
export async function readForm(
  contentType: string | undefined,
  body: unknown,
): Promise<Record<string, unknown> | null> {
  if (contentType === undefined || !FORM.test(contentType) || !(body instanceof Uint8Array)) return null;
  try {
    const bytes = new Uint8Array(body);
    const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
    return Object.fromEntries(form);
  } catch {
    return null;
  }
}
