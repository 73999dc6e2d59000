import { z } from 'zod';

export const attachmentParams = z.object({ id: z.string().meta({ description: 'The id of the attachment' }) });

/** The form of an upload, for the OpenAPI document; the form itself is read as a stream. */
export const uploadForm = z.object({ file: z.string().meta({ format: 'binary', description: 'The file' }) });

/** The parameters of a signed link. A parameter that comes twice or in another form is no link. */
export const contentQuery = z.object({
  expires: z.string().optional().catch(undefined),
  signature: z.string().optional().catch(undefined),
});
