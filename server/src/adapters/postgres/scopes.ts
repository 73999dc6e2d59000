import type { ConversationScope } from '../../core/conversations/scope.ts';

/** Names a scope in the names of prepared statements. */
export function scopeKey({ types, doctors }: ConversationScope): string {
  return [types?.join('+') ?? 'all', ...(doctors ? [`doctors-${doctors}`] : [])].join('-');
}

/**
 * What a scope asks of the conversation `c`, to stand behind another condition: nothing, or ` AND …`. Where the two people of a
 * direct conversation are at hand as `u` and `v` they are not looked up again.
 */
export function andInScope({ types, doctors }: ConversationScope, people: 'joined' | 'apart' = 'apart'): string {
  const conditions = [
    ...(types ? [types.length === 1 ? `c.type = '${types[0]}'` : `c.type IN ('${types.join("', '")}')`] : []),
    ...(doctors ? [withDoctors(doctors, people === 'joined')] : []),
  ];
  return conditions.map((condition) => ` AND ${condition}`).join('');
}

/** Whether a direct conversation had a doctor who is none now. */
const FORMERLY = 'EXISTS (SELECT 1 FROM former_doctor_conversations f WHERE f.conversation_id = c.id)';

const DOCTORS_AMONG = `FROM conversation_participants x JOIN users d ON d.id = x.user_id
  WHERE x.conversation_id = c.id AND d.user_type = 'doctor'`;

/** A person of no known type is no doctor. */
function withDoctors(wanted: 'some' | 'one' | 'both', isJoined: boolean): string {
  const count = isJoined
    ? `((u.user_type IS NOT DISTINCT FROM 'doctor')::int + (v.user_type IS NOT DISTINCT FROM 'doctor')::int)`
    : `(SELECT count(*) ${DOCTORS_AMONG})`;
  switch (wanted) {
    case 'some':
      return `(${isJoined ? `${count} > 0` : `EXISTS (SELECT 1 ${DOCTORS_AMONG})`} OR ${FORMERLY})`;
    case 'one':
      return `CASE ${count} WHEN 1 THEN true WHEN 0 THEN ${FORMERLY} ELSE false END`;
    case 'both':
      return `${count} = 2`;
  }
}
