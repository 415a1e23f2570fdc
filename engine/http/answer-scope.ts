import { parseLinks } from './parse-links.ts';

/** Of an answer, what expressions may ask for. */
export interface AnswerHead {
  readonly status: number;
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

/** The address of the first link with this relation (RFC 8288), however many lines the header has. */
export function linkOf({ headerLines }: Pick<AnswerHead, 'headerLines'>, rel: string): string | undefined {
  const wanted = rel.toLowerCase();
  return headerLines('link')
    .flatMap(parseLinks)
    .find(({ rels }) => rels.includes(wanted))?.target;
}
