import { z } from 'zod';
import { isPlain } from '../../../core/text.ts';
import { MAX_PACKAGES } from '../../../core/users/service-packages.ts';
import { nonEmptyText } from '../../../wire/schema.ts';
import { userInfo } from './answers.ts';
import { anyId, safeNonEmptyText, safeText } from './basics.ts';

export const userParams = z.object({ id: anyId });

/** The body of what a person offers, going in. */
const packageInput = z.object({
  id: nonEmptyText(64).refine(isPlain, 'must not contain control characters'),
  name: safeNonEmptyText(120),
  description: safeText(1_000).optional(),
  price: z.number().min(0, 'must be at least 0'),
  currency: safeNonEmptyText(8),
  duration: safeNonEmptyText(50),
});

export const replacePackages = z
  .array(packageInput, { error: 'must be a list of service packages' })
  .max(MAX_PACKAGES, `must hold at most ${MAX_PACKAGES} service packages`);

export const servicePackage = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string().optional(),
    price: z.number(),
    currency: z.string(),
    duration: z.string(),
  })
  .meta({ id: 'ServicePackage' });
export type PackageBody = z.infer<typeof servicePackage>;

export const servicePackages = z.array(servicePackage);

export const block = z.object({ deleteConversation: z.boolean().default(true) });

export const blocks = z.array(userInfo);
