import type { Ticket } from '@parley/client';
import { Pencil } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useTicketActions } from '../data/actions.ts';

/** Code points, as the server has it. */
const longest = 255;

/** The subject of a ticket, as the page's heading; it can be put better. */
export function Subject({ ticket }: { readonly ticket: Ticket }) {
  const t = useT('desk');
  const actions = useTicketActions();
  const [isEditing, setEditing] = useState(false);
  /** What was written and refused: the field begins with it when it is opened again. */
  const [refused, setRefused] = useState<string | null>(null);
  const save = (subject: string) => {
    setRefused(null);
    if (subject !== '' && subject !== ticket.subject)
      void actions.update(ticket, { subject }).then((isDone) => isDone || setRefused(subject));
  };
  if (isEditing)
    return (
      <SubjectField
        ticket={ticket}
        initial={refused ?? ticket.subject}
        onSave={save}
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
  readonly onDone: () => void;
};

function SubjectField({ ticket, initial, onSave, onDone }: SubjectFieldProps) {
  const t = useT('desk');
  const [text, setText] = useState(initial);
  const save = () => {
    onSave([...text.trim()].slice(0, longest).join(''));
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') save();
    else if (event.key === 'Escape') onDone();
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
