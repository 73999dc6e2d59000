import { z } from 'zod';

/*
 * What `metadata` holds, by the type of the message.
 */

const packageFields = {
  servicePackageId: z.string().min(1).max(64),
  serviceName: z.string().min(1).max(120),
  price: z.number().min(0),
  currency: z.string().min(1).max(8),
  duration: z.string().min(1).max(50),
};

const media = z.strictObject({
  fileName: z.string().min(1),
  fileUrl: z.string().regex(/^\/api\/upload\/chat-files\/[^/?#]+$/),
  fileSize: z.int().min(1),
  mimeType: z.string().min(3),
  thumbnailUrl: z.string().min(1).optional(),
});

/** What a `system` message tells. */
export const systemShape = z.strictObject({
  event: z.enum(['member_added', 'member_removed', 'member_left', 'role_changed', 'title_changed', 'avatar_changed']),
  by: z.string().min(1),
  userId: z.string().min(1).optional(),
});

/** The exact `metadata` of each type; what a text carries is not laid down. */
export const detailsShapes = {
  text: z.record(z.string(), z.unknown()).optional(),
  image: media,
  file: media,
  video: media,
  audio: media,
  service_offer: z.strictObject(packageFields),
  booking_request: z.strictObject({
    ...packageFields,
    requestedDate: z
      .string()
      .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      .optional(),
    requestedTime: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .optional(),
  }),
  location: z.strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    address: z.string().min(1).max(500).optional(),
  }),
  system: systemShape,
} as const;
