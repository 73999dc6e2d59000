import { z } from 'zod';

export const uploadedFile = z.object({
  fileUrl: z.string(),
  fileName: z.string(),
  fileSize: z.int(),
  mimeType: z.string(),
  type: z.enum(['image', 'video', 'audio', 'file']),
  thumbnailUrl: z.string().optional(),
});
export type UploadedFile = z.infer<typeof uploadedFile>;

/** The first file, and all of them. */
export const uploaded = uploadedFile.extend({ files: z.array(uploadedFile) }).meta({ id: 'Uploaded' });

export const uploadForm = z.object({ file: z.array(z.string().meta({ format: 'binary' })) });

export const fileParams = z.object({ fileId: z.string() });

/** A signed link carries both, a request with a token neither. */
export const linkQuery = z.object({ expires: z.string().optional(), signature: z.string().optional() });

export const link = z.object({ url: z.string(), expiresAt: z.iso.datetime() });
