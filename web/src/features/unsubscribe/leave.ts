/**
 * Unsubscribes by the token of a letter, as mail programs do with one press (RFC 8058). Answers what it was about; null: the
 * token is not known. @throws Error when the server does not answer
 */
export async function leave(token: string): Promise<string | null> {
  const response = await fetch(`/api/notifications/unsubscribe/${encodeURIComponent(token)}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`The server answered ${response.status}`);
  const answer: unknown = await response.json();
  return typeof answer === 'object' && answer !== null && 'scope' in answer ? String(answer.scope) : '';
}
