import { lexeme, scopeOf } from '../../core/search/documents.ts';
import type { MessageSearchInput } from '../../core/search/store.ts';
import { type QueryTerm, queryTerms } from '../../core/search/terms.ts';

/** Makes the text query that finds candidate documents in one segment of a conversation. */
export function documentQuery(
  input: Pick<MessageSearchInput, 'parts' | 'senderId' | 'type'>,
): (conversationId: string, segment: number) => string {
  const terms = queryTerms(input.parts);
  return (conversationId, segment) => {
    const scope = scopeOf(conversationId, segment);
    const all = terms.map((term) => operand(scope, term)).join(' & ');
    const clauses = [`((${all}) | ${quote(lexeme.anything(scope))})`];
    if (input.senderId !== null) clauses.push(quote(lexeme.sender(scope, input.senderId)));
    if (input.type !== null) clauses.push(quote(lexeme.type(scope, input.type)));
    return clauses.join(' & ');
  };
}

function operand(scope: string, term: QueryTerm): string {
  return quote(lexeme.term(scope, term.text)) + (term.prefix ? ':*' : '');
}

/** A lexeme as the text form of tsquery writes it, so that nothing in it is syntax. */
export function quote(text: string): string {
  return `'${text.replace(/['\\]/g, '$&$&')}'`;
}
