import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TICKET_PRIORITIES, type TicketPriority } from '../../src/core/tickets/types.ts';
import { blocksOf } from './script.ts';

const FOLDER = join(import.meta.dirname, 'cases');

/** What is said about a ticket: by the customer, the agent, or the staff among themselves. */
export type CaseLine = {
  readonly by: 'customer' | 'agent' | 'staff';
  /** `asks`: the customer is waited for; `solves`: that is the solution. */
  readonly aim: 'says' | 'asks' | 'solves';
  readonly text: string;
};

/** The pattern of a ticket. */
export type Case = {
  readonly category: string;
  readonly priority: TicketPriority;
  readonly tags: readonly string[];
  readonly subject: string;
  readonly description: string;
  readonly lines: readonly CaseLine[];
};

const HEAD = /^= (\w+) \| (\w+) \| (.*)$/;
const LINE = /^([can])([?!]?): (.*)$/;
const SIDES = { c: 'customer', a: 'agent', n: 'staff' } as const;

/** The patterns of all tickets, from `cases/`. */
export function readCases(): readonly Case[] {
  const files = readdirSync(FOLDER).sort();
  return files.flatMap((name) => blocksOf(join(FOLDER, name)).map(caseOf));
}

function caseOf([head = '', subject = '', description = '', ...rest]: readonly string[]): Case {
  const [, category, named, tags = ''] = HEAD.exec(head) ?? [];
  const priority = TICKET_PRIORITIES.find((one) => one === named);
  if (category === undefined || priority === undefined) throw new Error(`no head of a ticket: ${head}`);
  return { category, priority, tags: tags.split(', '), subject, description, lines: rest.map(lineOf) };
}

function lineOf(line: string): CaseLine {
  const [, by, aim, text] = LINE.exec(line) ?? [];
  if (text === undefined || (by !== 'c' && by !== 'a' && by !== 'n')) throw new Error(`nothing is said here: ${line}`);
  return { by: SIDES[by], aim: aim === '?' ? 'asks' : aim === '!' ? 'solves' : 'says', text };
}
