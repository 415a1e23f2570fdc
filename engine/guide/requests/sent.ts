import type { ExpectedRequest } from '../../proof/case/case-shape.ts';
import type { TestCase } from '../../proof/case/read-case.ts';
import { basename } from 'node:path';
import { escapePattern } from '../../language/escape-pattern.ts';
import type { GuideSent } from '../model/guide.ts';
import type { Placeholders } from './placeholders.ts';
import type { Rendered } from './render.ts';

/**
 * A request of the cases that is this one, with the values that it had there: the first of a feed's, of an action's the one that says
 * most, since its options may be left out.
 */
export const sentIn = (cases: readonly TestCase[], request: Rendered, holes: Placeholders): GuideSent | null => {
  const path = request.url.replace(/^https?:\/\/[^/?]+/i, '').replace(/\?.*$/s, '');
  const pattern = new RegExp(`^${request.method} ${holes.pattern(path, escapePattern, '[^?\\s]+')}(\\?|$)`);
  const found = cases.flatMap(({ file, kind, steps }) =>
    steps
      .filter(({ raw, faults }) => faults.length === 0 && raw.expect?.error === undefined)
      .flatMap(({ raw }) => raw.expect?.requests ?? [])
      .filter((one) => pattern.test(lineOf(one)))
      .map((one) => ({ kind, line: lineOf(one), body: bodyOf(one), file: `cases/${basename(file)}` })),
  );
  const length = ({ line, body }: (typeof found)[number]): number => line.length + (body?.length ?? 0);
  const [first] = found[0]?.kind === 'action' ? found.toSorted((a, b) => length(b) - length(a)) : found;
  return first === undefined ? null : { line: first.line, body: first.body, file: first.file };
};

const lineOf = (request: ExpectedRequest): string => (typeof request === 'string' ? request : request.request);

const bodyOf = (request: ExpectedRequest): string | null => {
  if (typeof request === 'string') return null;
  return request.json === undefined ? (request.text ?? null) : JSON.stringify(request.json, null, 2);
};
