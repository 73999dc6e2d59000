import { Meta, type MetaFacts } from '../message/meta.tsx';
import { emojiCount } from './emoji.ts';
import { RichText } from './rich-text.tsx';

/** Text with its time at the end of its last line, where there is room; few emoji alone are large. */
export function Words({ text, meta }: { readonly text: string; readonly meta: MetaFacts }) {
  const isEmoji = emojiCount(text) > 0;
  return (
    <div dir="auto" className="text-base wrap-anywhere whitespace-pre-wrap">
      {isEmoji ? <span className="text-4xl leading-tight">{text.trim()}</span> : <RichText text={text} />}
      {/* Runs as the text does, so that it stands at the end of that; what is in it runs as the page does. */}
      <span className={isEmoji ? 'ms-2 align-bottom' : 'float-end ms-2.5 mt-1.5 -mb-0.5 flex'}>
        <Meta {...meta} />
      </span>
    </div>
  );
}
