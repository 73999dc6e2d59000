/**
 * SQL that counts the messages in (after, upTo] which are unread for a reader who has not read them: others', undeleted,
 * no system messages, none that the reader hid. Arguments are SQL expressions. Written out wherever it is needed: as a
 * function of the database it cost several times as much, because its plan was opened anew at each call. What the reader
 * hid is rare and is taken off afterwards rather than looked up for every message.
 */
export function countable(conversation: string, reader: string, after: string, upTo: string): string {
  const counts = `x.sender_id <> ${reader} AND x.deleted_at IS NULL AND x.type <> 'system'`;
  return `CASE WHEN ${after} >= ${upTo} THEN 0 ELSE
    (SELECT count(*)::int FROM messages x WHERE x.conversation_id = ${conversation} AND x.seq > ${after} AND x.seq <= ${upTo} AND ${counts})
    - (SELECT count(*)::int FROM message_hides h JOIN messages x ON x.conversation_id = h.conversation_id AND x.seq = h.seq
       WHERE h.user_id = ${reader} AND h.conversation_id = ${conversation} AND h.seq > ${after} AND h.seq <= ${upTo} AND ${counts}) END`;
}
