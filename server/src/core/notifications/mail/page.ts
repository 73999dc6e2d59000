import { escapeHtml } from './text.ts';

/** What a letter says, apart from how it looks. All of it is plain text. */
export type Content = {
  /** The line that mail programs show beside the subject. */
  readonly preview: string;
  readonly heading: string;
  readonly sections: readonly Section[];
  readonly action: { readonly label: string; readonly url: string } | null;
  /** Why it came. */
  readonly reason: string;
  /** Where letters of this kind are ended; null: nowhere. */
  readonly unsubscribeUrl: string | null;
};

export type Section = {
  readonly title: string | null;
  readonly url?: string;
  /** Paragraphs in the letter's own voice. */
  readonly lines: readonly string[];
  /** What somebody wrote, kept as written. */
  readonly quotes: readonly { readonly author: string; readonly text: string }[];
  /** Below the quotes, e.g. how many more there are. */
  readonly note: string | null;
};

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const WRAP = 'word-break:break-word;overflow-wrap:anywhere';

/** Where a mail program takes no style sheet, the styles on the elements stand: light, and 600 pixels wide at most. */
const DARK = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.back{background:#15171b!important}.card{background:#1f2329!important;border-color:#333a44!important}
.ink{color:#e8eaed!important}.soft{color:#a4acb8!important}.quote{border-color:#4d5968!important;background:#272c34!important}
.link{color:#8ab4ff!important}.button{background:#8ab4ff!important;color:#10141a!important}
}
@media (max-width:480px){.card{padding:20px 16px!important;border-radius:0!important}.back{padding:0!important}}`;

/** A letter as HTML: readable without images and scripts, from phones to wide screens, light or dark. */
export function htmlOf(content: Content): string {
  const { preview, heading, sections, action, reason, unsubscribeUrl } = content;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(heading)}</title>
<style>${DARK}</style>
</head>
<body class="back" style="margin:0;padding:0;background:#f3f4f6">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(preview)}</div>
<div class="back" style="padding:24px 8px;background:#f3f4f6">
<div class="card" style="${FONT};${WRAP};box-sizing:border-box;max-width:600px;margin:0 auto;padding:28px 32px;background:#ffffff;border:1px solid #e3e6ea;border-radius:10px;text-align:left">
<h1 class="ink" style="margin:0 0 16px;font-size:20px;line-height:1.3;font-weight:600;color:#1b1f24">${escapeHtml(heading)}</h1>
${sections.map(sectionHtml).join('\n')}
${action ? `<p style="margin:24px 0 0"><a class="button" href="${escapeHtml(action.url)}" style="display:inline-block;padding:11px 20px;border-radius:6px;background:#1f5fd6;color:#ffffff;font-size:15px;font-weight:600;text-decoration:none">${escapeHtml(action.label)}</a></p>` : ''}
</div>
<p class="soft" style="${FONT};max-width:600px;margin:16px auto 0;padding:0 16px;box-sizing:border-box;font-size:12px;line-height:1.5;color:#5d6673">${escapeHtml(reason)}${unsubscribeUrl === null ? '' : ` <a class="link" href="${escapeHtml(unsubscribeUrl)}" style="color:#1f5fd6">Unsubscribe</a>`}</p>
</div>
</body>
</html>
`;
}

function sectionHtml({ title, url, lines, quotes, note }: Section): string {
  const name = title === null ? '' : escapeHtml(title);
  const linked =
    url === undefined ? name : `<a class="link" href="${escapeHtml(url)}" style="color:#1f5fd6">${name}</a>`;
  const parts = [
    ...(title === null
      ? []
      : [
          `<h2 class="ink" style="margin:20px 0 8px;font-size:16px;line-height:1.4;font-weight:600;color:#1b1f24">${linked}</h2>`,
        ]),
    ...lines.map(
      (line) =>
        `<p class="ink" style="margin:0 0 12px;font-size:15px;line-height:1.5;color:#1b1f24">${escapeHtml(line)}</p>`,
    ),
    ...quotes.map(
      ({ author, text }) =>
        `<div class="quote" style="margin:0 0 12px;padding:10px 14px;border-left:3px solid #c6ccd4;background:#f7f8fa">` +
        `<p class="soft" style="margin:0 0 4px;font-size:13px;line-height:1.4;color:#5d6673">${escapeHtml(author)}</p>` +
        `<div class="ink" dir="auto" style="font-size:15px;line-height:1.5;color:#1b1f24;white-space:pre-wrap;${WRAP}">${escapeHtml(text)}</div></div>`,
    ),
    ...(note === null
      ? []
      : [
          `<p class="soft" style="margin:0 0 12px;font-size:13px;line-height:1.5;color:#5d6673">${escapeHtml(note)}</p>`,
        ]),
  ];
  return parts.join('\n');
}

/** The same letter as plain text, with what others wrote set off by `> `. */
export function textOf({ heading, sections, action, reason, unsubscribeUrl }: Content): string {
  const blocks = [
    heading,
    ...sections.flatMap(({ title, url, lines, quotes, note }) => [
      ...(title === null ? [] : [url === undefined ? title : `${title}\n${url}`]),
      ...lines,
      ...quotes.map(({ author, text }) => `${author}:\n${text.replaceAll(/^/gm, '> ')}`),
      ...(note === null ? [] : [note]),
    ]),
    ...(action ? [`${action.label}: ${action.url}`] : []),
    `-- \n${reason}${unsubscribeUrl === null ? '' : `\nUnsubscribe: ${unsubscribeUrl}`}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}
