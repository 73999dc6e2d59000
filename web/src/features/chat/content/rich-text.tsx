import { memo } from 'react';
import { useRowTab } from '../room.ts';
import { splitLinks } from './links.ts';

/** Text as it was written; addresses in it can be opened, in a tab that knows nothing of this one. */
export const RichText = memo(function RichText({ text }: { readonly text: string }) {
  const tab = useRowTab();
  return splitLinks(text).map((part, place) =>
    part.kind === 'text' ? (
      part.text
    ) : (
      <a
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
        key={place}
        href={part.href}
        tabIndex={tab}
        target="_blank"
        rel="noopener noreferrer ugc"
        className="text-accent-text underline decoration-current/40 underline-offset-2 hover:decoration-current"
      >
        {part.text}
      </a>
    ),
  );
});
