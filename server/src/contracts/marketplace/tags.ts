import { Tokenizer } from 'htmlparser2';

/** What stands where in a text: one tag, with what it could set running. */
export type Tag = {
  readonly name: string;
  readonly isClosing: boolean;
  /** The place after its `>`; null when it has none. */
  readonly end: number | null;
  /** It has an `on…=` attribute or a `javascript:` address. */
  readonly runs: boolean;
  /** It holds another `<` outside of quotes, where a tag may begin as well. */
  readonly isMixed: boolean;
};

const HANDLER = /^on./i;
/** Browsers take it for a part of the value before it, other readers of HTML for an attribute. */
const LOOSE_HANDLER = /[/"']on[^=]+=/i;
const SCRIPT_ADDRESS = /(^|[=;,'"(])javascript:/i;

/** Whether an attribute's value is an address that runs; browsers skip control characters and spaces in it. */
function isScriptAddress(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is skipped
  return SCRIPT_ADDRESS.test(value.replace(/[\u0000-\u0020\u007f-\u00a0]+/g, ''));
}

/** Reads the tag that begins at `start` of a text with `<`; null when it is none, such as in `a < b`. */
export function tagAt(text: string, start: number): Tag | null {
  if (!/^<\/?[a-z]/i.test(text.slice(start, start + 3))) return null;
  const source = text.slice(start);
  let name: string | null = null;
  let isClosing = false;
  let end: number | null = null;
  let runs = false;
  let attribute = '';
  let value = '';
  let isMixed = false;
  const stop = () => tokenizer.pause();
  const tokenizer = new Tokenizer(
    { xmlMode: false, decodeEntities: true },
    {
      onopentagname(from, to) {
        name = source.slice(from, to).toLowerCase();
        isMixed ||= name.includes('<');
      },
      onclosetag(from, to) {
        name = source.slice(from, to).toLowerCase();
        isClosing = true;
        // Browsers skip what else stands in a closing tag.
        const close = source.indexOf('>', to);
        isMixed = source.slice(from, close < 0 ? undefined : close).includes('<');
        end = close < 0 ? null : close + 1;
        stop();
      },
      onattribname(from, to) {
        attribute = source.slice(from, to);
        value = '';
        isMixed ||= attribute.includes('<');
      },
      onattribdata(from, to) {
        value += source.slice(from, to);
      },
      onattribentity(codepoint) {
        value += String.fromCodePoint(codepoint);
      },
      onattribend(quote) {
        isMixed ||= quote === 1 && value.includes('<');
        if (quote === 1 && LOOSE_HANDLER.test(value)) runs = true;
        if ((quote !== 0 && HANDLER.test(attribute)) || isScriptAddress(value)) runs = true;
      },
      onopentagend(at) {
        end = at + 1;
        stop();
      },
      onselfclosingtag(at) {
        end = at + 1;
        stop();
      },
      ontext: stop,
      ontextentity: stop,
      oncdata: stop,
      oncomment: stop,
      ondeclaration: stop,
      onprocessinginstruction: stop,
      onend() {},
    },
  );
  tokenizer.write(source);
  // A tag that the text ends in: what it has so far may still be completed by whatever is put behind it.
  if (end === null && !isClosing && (HANDLER.test(attribute) || isScriptAddress(value))) runs = true;
  return {
    name: name ?? source.replace(/^<\/?/, '').toLowerCase(),
    isClosing,
    end: end === null ? null : start + end,
    runs,
    isMixed,
  };
}
