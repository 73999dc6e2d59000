import { createHash } from 'node:crypto';
import type { UnsubscribeScope } from '../../core/preferences/types.ts';

const STYLE = `
:root {
  color-scheme: light dark;
}
* {
  box-sizing: border-box;
}
body {
  display: grid;
  min-height: 100vh;
  min-height: 100dvh;
  margin: 0;
  padding: 1.25rem;
  place-items: center;
  background: light-dark(#f6f6f3, #101316);
  color: light-dark(#1a1d21, #e7e9eb);
  font: 1.0625rem / 1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main {
  width: 100%;
  max-width: 32rem;
  padding: clamp(1.25rem, 5vw, 2.25rem);
  border: 1px solid light-dark(#dfe2e0, #2a3138);
  border-radius: 14px;
  background: light-dark(#ffffff, #181c20);
}
h1 {
  margin: 0 0 0.75rem;
  font-size: 1.5rem;
  line-height: 1.2;
  letter-spacing: -0.015em;
  text-wrap: balance;
}
p {
  margin: 0 0 0.75rem;
}
p:last-child {
  margin: 0;
  color: light-dark(#59626c, #9aa5b0);
  font-size: 0.9375rem;
}
`;

/** The page holds nothing but itself: its own style, no script, no frame around it. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const EFFECT: Readonly<Record<UnsubscribeScope, string>> = {
  marketing: 'We will not send you offers any more.',
  'all-non-essential': 'From now on you will hear from us only where it has to be.',
  messages: 'We will not e-mail you about new messages any more.',
  groups: 'We will not e-mail you about groups any more.',
  tickets: 'We will not e-mail you about your tickets any more.',
  bookings: 'We will not e-mail you about offers and bookings any more.',
  product: 'We will not e-mail you product news any more.',
};

/** What somebody sees who has just unsubscribed by a link. */
export function doneHtml(scope: UnsubscribeScope): string {
  return page(
    'You are unsubscribed',
    EFFECT[scope],
    'Messages about your account and its security still reach you. You can change your mind in your notification settings.',
  );
}

/** What somebody sees whose link is not, or no longer, known. */
export function unknownHtml(): string {
  return page(
    'This link does not work',
    'Nothing was changed. The link may have been cut short on its way, or the settings that it belonged to were deleted.',
    'Try the link in a newer message, or sign in and change your notification settings there.',
  );
}

/** All texts are ours: nothing that comes from outside stands in the page. */
function page(title: string, text: string, hint: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
<p>${hint}</p>
</main>
</body>
</html>
`;
}
