import { z } from 'zod';
import { isPlain } from '../../../core/text.ts';
import { hasActiveScheme, isEmail, USER_LIMITS } from '../../../core/users/limits.ts';
import { MAX_PACKAGES } from '../../../core/users/service-packages.ts';
import { cursor, limit, nonEmptyText, shortListQuery, text } from '../../../wire/schema.ts';

const role = z.enum(['user', 'agent', 'admin']);
const userType = z.enum(['patient', 'doctor']);
const time = z.iso.datetime();

const name = nonEmptyText(USER_LIMITS.name);
const email = text(USER_LIMITS.email).refine(isEmail, 'must be an e-mail address').nullable();
const specialty = text(USER_LIMITS.specialty).nullable();
const avatar = text(USER_LIMITS.avatar)
  .refine(isPlain, 'must not contain control characters')
  .refine((value) => !hasActiveScheme(value), 'must be the address of a picture')
  .nullable();

function accepts(tryIt: () => unknown): boolean {
  try {
    tryIt();
    return true;
  } catch {
    return false;
  }
}

const locale = text(100)
  .refine((value) => accepts(() => new Intl.Locale(value)), 'must be a language tag, such as de-CH')
  .nullable();
const timeZone = text(100)
  .refine(
    (value) => accepts(() => new Intl.DateTimeFormat('en', { timeZone: value })),
    'must be an IANA time zone, such as Europe/Berlin',
  )
  .nullable();

export const userParams = z.object({ id: z.string() });

export const updateMe = z
  .object({
    name: name.optional(),
    avatar: avatar.optional(),
    specialty: specialty.optional(),
    statusText: text(USER_LIMITS.statusText).nullable().optional(),
    locale: locale.optional(),
    timeZone: timeZone.optional(),
  })
  .meta({ examples: [{ statusText: 'At lunch' }] });

export const putUser = z
  .object({
    name: name.optional().meta({ description: 'Required for a new user' }),
    email: email.optional(),
    avatar: avatar.optional(),
    role: role.optional(),
    userType: userType.nullable().optional(),
    specialty: specialty.optional(),
    suspended: z.boolean().optional(),
  })
  .meta({ examples: [{ name: 'Bo' }] });

export const importRow = z.object({
  id: nonEmptyText(255).refine(isPlain, 'must not contain control characters'),
  name,
  email: email.optional(),
  avatar: avatar.optional(),
  role: role.optional(),
  userType: userType.nullable().optional(),
  specialty: specialty.optional(),
});

/** Each row is checked on its own, so that a bad one does not keep the others out. */
export const importBody = z.object({
  users: z
    .array(z.unknown())
    .min(1, 'must hold 1 to 1000 users')
    .max(1000, 'must hold 1 to 1000 users')
    .meta({ description: 'Rows { id, name, email?, avatar?, role?, userType?, specialty? }' }),
});

export const searchQuery = z.object({
  search: nonEmptyText(255).optional().meta({ description: 'Part of a name or id; agents may leave it out' }),
  role: role.optional(),
  cursor,
  limit: limit(20),
});

const MAX_IDS = 100;

export const presenceQuery = shortListQuery.extend({
  ids: z
    .string()
    .transform((value) => value.split(',').filter((id) => id !== ''))
    .refine((ids) => ids.length >= 1 && ids.length <= MAX_IDS, `must name 1 to ${MAX_IDS} users`)
    .transform((ids) => [...new Set(ids)])
    .meta({ type: 'string', description: 'User ids, separated by commas' }),
});

export const listQuery = z.object({ cursor, limit: limit(20) });

const packageFields = {
  name: nonEmptyText(120),
  price: z.number().min(0, 'must be at least 0'),
  currency: nonEmptyText(8),
  duration: z.union([z.number(), text(255)], { error: 'must be a number, a text or null' }).nullable(),
  description: text(1000).nullable(),
  isActive: z.boolean(),
};

export const createPackage = z.object({
  ...packageFields,
  description: packageFields.description.default(null),
  isActive: packageFields.isActive.default(true),
});

export const updatePackage = z.object(packageFields).partial();

export const replacePackages = z
  .array(
    createPackage.extend({
      id: nonEmptyText(64).refine(isPlain, 'must not contain control characters').optional(),
    }),
  )
  .max(MAX_PACKAGES, `must hold at most ${MAX_PACKAGES} packages`);

export const packageParams = z.object({ packageId: z.string() });

const presenceStatus = z.enum(['online', 'away', 'busy', 'offline']);

export const userAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    avatar: z.string().nullable(),
    role,
    email: z.string().nullable(),
    userType: userType.nullable(),
    specialty: z.string().nullable(),
    status: presenceStatus,
    statusText: z.string().nullable(),
    isOnline: z.boolean(),
    lastSeen: time.nullable(),
    createdAt: time,
  })
  .meta({ id: 'User' });

export const packageAnswer = z
  .object({
    id: z.string(),
    userId: z.string(),
    name: z.string(),
    price: z.number(),
    currency: z.string(),
    duration: z.union([z.number(), z.string()]).nullable(),
    description: z.string().nullable(),
    isActive: z.boolean(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'ServicePackage' });

export const meAnswer = userAnswer.extend({ servicePackages: z.array(packageAnswer) }).meta({ id: 'Me' });

export const presenceAnswer = z
  .object({
    userId: z.string(),
    status: presenceStatus,
    statusText: z.string().nullable(),
    isOnline: z.boolean(),
    lastSeen: time.nullable(),
  })
  .meta({ id: 'Presence' });

export const importAnswer = z.object({
  created: z.int(),
  updated: z.int(),
  failed: z.array(z.object({ index: z.int(), errors: z.array(z.object({ path: z.string(), message: z.string() })) })),
});
