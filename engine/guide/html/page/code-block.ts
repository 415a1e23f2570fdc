/** A block of code, with quiet colours and a button that copies it. */
import { html, Markup } from '../markup.ts';

/** A text of JSON (a name where a colon follows), a number, a word. What is cut in its middle is coloured as far as it goes. */
const JSON_TOKEN = /("(?:[^"\\\n]|\\.)*")(\s*:)?|(-?\b\d[\d.eE+-]*\b|\b(?:true|false|null)\b)/g;

const coloured = (text: string): Markup => {
  const parts: Markup[] = [];
  let end = 0;
  for (const match of text.matchAll(JSON_TOKEN)) {
    const [whole, quoted, colon = ''] = match;
    parts.push(html`${text.slice(end, match.index)}`);
    if (quoted === undefined) parts.push(html`<i class="n">${whole}</i>`);
    else parts.push(html`<i class="${colon === '' ? 's' : 'k'}">${quoted}</i>${colon}`);
    end = match.index + whole.length;
  }
  return html`${parts}${text.slice(end)}`;
};

export const codeBlock = (label: string, language: string, text: string): Markup =>
  html` <div class="code">
    <div class="code-head">
      <span>${label}</span><button type="button" class="copy">Copy<span class="unseen"> ${label}</span></button>
    </div>
    <pre tabindex="0"><code>${language === 'json' ? coloured(text) : text}</code></pre>
  </div>`;
