import { EngineError } from '../../language/basics/errors.ts';
import { parseLinks, type Link } from './parse-links.ts';

/** Of an answer, what expressions may ask for. */
export interface AnswerHead {
  readonly status: number;
  /** The address that answered. */
  readonly url: URL;
  header(name: string): string | undefined;
  /** Every line of a header that may come several times. */
  headerLines(name: string): readonly string[];
}

/** `$response`, `$header` and `$link`. */
export const answerScope = (answer: AnswerHead) => ({
  response: { status: answer.status },
  header: (name: unknown): string | undefined => answer.header(String(name)),
  link: (rel: unknown): string | undefined => linkOf(answer, String(rel)),
});

/**
 * The address of the first link with this relation (RFC 8288), however many lines the header has; undefined where the header has
 * none. Throws `http.link` where that cannot be said: of a header that cannot be read, or of a link that speaks of another resource.
 */
export function linkOf({ headerLines, url }: Pick<AnswerHead, 'headerLines' | 'url'>, rel: string): string | undefined {
  const wanted = rel.toLowerCase();
  const headers = headerLines('link').map(parseLinks);
  const found = headers.flatMap(({ links }) => links).filter(({ rels }) => rels.includes(wanted));
  const link = found.find(({ anchor }) => anchor === undefined) ?? found.find((one) => isOf(url, one));
  if (link !== undefined) return link.target === '' ? url.href : link.target;
  if (found.length > 0)
    throw new EngineError(
      'http.link',
      `The only link with rel="${wanted}" speaks of another resource than this answer (anchor).`,
      {
        hint: 'Whether there is another page cannot be known: select the address with `next_url`, or page by another way.',
      },
    );
  if (!headers.some(({ broken }) => broken)) return undefined;
  throw new EngineError('http.link', `The Link header cannot be read: whether it has a link with rel="${wanted}" is not known.`, {
    hint: 'It should be `<address>; rel="next"`: look at it with `curl -i`, and select the address with `next_url` if it is of another form.',
  });
}

/** The page itself, or a part of it. */
const isOf = (url: URL, { anchor = '' }: Link): boolean => {
  const context = URL.parse(anchor, url.href);
  if (context === null) return false;
  const own = new URL(url.href);
  own.hash = context.hash = '';
  return context.href === own.href;
};
