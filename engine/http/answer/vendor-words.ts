import type { HttpResponse } from '../http.ts';

const MOST_BYTES = 16 * 1024;
const LONGEST = 200;
/** The customary members in which an answer explains itself. */
const MEMBERS = ['message', 'error_description', 'detail', 'title', 'reason', 'error', 'errors', 'code', 'errorCode'];

type Redact = (text: string) => string;

/** What a refusing answer says in its own words, as one short line without secrets; undefined where it says nothing readable. */
export async function vendorWords(response: HttpResponse, redact: Redact): Promise<string | undefined> {
  const type = response.contentType ?? '';
  if (!/json|^text\/plain/i.test(type)) return undefined;
  try {
    const text = new TextDecoder().decode(await response.bytes(MOST_BYTES));
    return plain(/json/i.test(type) ? explanation(JSON.parse(text), 3) : text, redact);
  } catch {
    // They are an extra: without them the status still stands.
    return undefined;
  }
}

/** The same of a body that has been read: how it explains itself, undefined where it does not. */
export const wordsOf = (body: unknown, redact: Redact): string | undefined => plain(explanation(body, 3), redact);

function explanation(node: unknown, depth: number): string | undefined {
  if (typeof node === 'string' || typeof node === 'number') return String(node);
  if (typeof node !== 'object' || node === null || depth === 0) return undefined;
  if (Array.isArray(node)) return explanation(node[0], depth - 1);
  for (const name of MEMBERS) {
    const found = Object.hasOwn(node, name)
      ? explanation((node as Readonly<Record<string, unknown>>)[name], depth - 1)
      : undefined;
    if (found !== undefined && found.trim() !== '') return found;
  }
  return undefined;
}

/** The same of a page for people: its title, or how its text begins. What looks like a token is left out. */
export function pageWords(page: string, redact: Redact): string | undefined {
  // A long page could take the search for its tags a long time.
  const start = redact(page).slice(0, MOST_BYTES);
  const text = /<title[^>]*>([^<]+)/i.exec(start)?.[1] ?? start.replaceAll(/<(script|style)\b[\s\S]*?<\/\1>|<[^>]*>/gi, ' ');
  return plain(text.replaceAll(/\S{30,}/g, '…'), redact);
}

/** What somebody else has said, as one short line without secrets. */
export const lineOf = (text: string, redact: Redact): string => plain(text, redact) ?? 'without a word';

/** Masked before it is cut, or a half of a secret would stand at the end. */
function plain(text: string | undefined, redact: Redact): string | undefined {
  const line = redact(text ?? '')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  if (line === '') return undefined;
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
