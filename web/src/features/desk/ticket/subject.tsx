import type { Parley, Ticket } from '@parley/client';
import { useParley } from '@parley/client/react';
import { Pencil } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useTicketActions } from '../data/actions.ts';

/** Code points, as the server has it. */
const longest = 255;

/** What was written and refused, by ticket; it outlives the heading, as somebody may look at another ticket meanwhile. */
const refused = new WeakMap<Parley, Map<string, string>>();

/** The subject of a ticket, as the page's heading; it can be put better. */
export function Subject({ ticket }: { readonly ticket: Ticket }) {
  const t = useT('desk');
  const actions = useTicketActions();
  const parley = useParley();
  const [isEditing, setEditing] = useState(false);
  const kept = refused.get(parley) ?? new Map<string, string>();
  refused.set(parley, kept);
  const forget = () => void kept.delete(ticket.id);
  const save = (subject: string) => {
    forget();
    if (subject !== '' && subject !== ticket.subject)
      void actions
        .update(ticket, { subject })
        .then((isDone) => (isDone ? forget() : void kept.set(ticket.id, subject)));
  };
  if (isEditing)
    return (
      <SubjectField
        ticket={ticket}
        initial={kept.get(ticket.id) ?? ticket.subject}
        onSave={save}
        onGiveUp={forget}
        onDone={() => setEditing(false)}
      />
    );
  return (
    <div className="group/subject flex min-w-0 items-center gap-1">
      <h1 dir="auto" className="min-w-0 truncate text-base font-semibold tracking-tight" title={ticket.subject}>
        {ticket.subject}
      </h1>
      <IconButton
        size="sm"
        label={t('subject.edit')}
        icon={<Pencil />}
        className="size-6! opacity-0 group-hover/subject:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100 [&_svg]:size-3.5!"
        onClick={() => setEditing(true)}
      />
    </div>
  );
}

type SubjectFieldProps = {
  readonly ticket: Ticket;
  readonly initial: string;
  readonly onSave: (subject: string) => void;
  readonly onGiveUp: () => void;
  readonly onDone: () => void;
};

function SubjectField({ ticket, initial, onSave, onGiveUp, onDone }: SubjectFieldProps) {
  const t = useT('desk');
  const [text, setText] = useState(initial);
  const save = () => {
    onSave([...text.trim()].slice(0, longest).join(''));
    onDone();
  };
  const giveUp = () => {
    onGiveUp();
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') save();
    else if (event.key === 'Escape') giveUp();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <h1 className="sr-only">{ticket.subject}</h1>
      <TextField
        autoFocus
        label={t('subject.label')}
        isLabelHidden
        value={text}
        onValueChange={setText}
        onBlur={save}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.target.select()}
        className="font-semibold"
      />
    </>
  );
}
