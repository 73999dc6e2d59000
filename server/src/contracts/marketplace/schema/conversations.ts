import { z } from 'zod';
import { anyId, cursor, idText, limit, page, safeNonEmptyText, safeText } from './basics.ts';

const groupName = safeNonEmptyText(100);
const groupAvatar = safeText(2_048);

export const conversationParams = z.object({ id: anyId });
export const participantParams = z.object({ id: anyId, userId: anyId });

export const listConversations = z
  .object({
    page,
    limit: limit(20),
    cursor,
    before: cursor,
    archived: z.enum(['true', 'false']).default('false'),
    type: z.enum(['direct', 'group']).optional(),
  })
  .refine(({ cursor: one, before: other }) => one === undefined || other === undefined, {
    path: ['before'],
    error: 'cannot be given together with cursor',
  });

const participants = z.array(idText, { error: 'must be a list of user ids' });

export const createConversation = z.object({
  participants: participants.min(1, 'must name somebody else'),
  type: z.enum(['direct', 'group']).default('direct'),
  // Of a conversation of two they are not even looked at.
  groupName: z.unknown().optional().meta({ type: 'string', maxLength: 100 }),
  groupAvatar: z.unknown().optional().meta({ type: 'string', maxLength: 2_048 }),
});

/** What a new group looks like. */
export const groupLooks = z.object({ groupName: groupName.optional(), groupAvatar: groupAvatar.optional() });

export const updateConversation = z
  .object({
    groupName: groupName.optional(),
    groupAvatar: groupAvatar.nullable().optional(),
    groupAdmin: idText.optional(),
    participants: z
      .unknown()
      .refine((value) => value === undefined, 'are added and removed by their own endpoints')
      .optional(),
  })
  .refine(
    ({ groupName: name, groupAvatar: avatar, groupAdmin: admin }) =>
      name !== undefined || avatar !== undefined || admin !== undefined,
    { path: ['groupName'], error: ', groupAvatar or groupAdmin is required' },
  );

export const addParticipants = z.object({
  participants: participants.min(1, 'must name 1 to 50 people').max(50, 'must name 1 to 50 people'),
});
