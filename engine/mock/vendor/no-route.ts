import type { Route } from '../definition/compile-route.ts';
import { jsonAnswer, type Answer } from './answer.ts';
import type { RequestView } from './mock-request.ts';
import { marked, type Problem } from './problem.ts';

/** Hides the options of `user`, which stand for secrets. */
export type Mask = (text: string) => string;

const LONGEST = 500;

/** Values of options, as they are and as addresses spell them; one of a letter or two hides only what is equal to it. */
export function maskOf(user: Readonly<Record<string, unknown>>): Mask {
  const values = Object.values(user)
    .flat()
    .filter((value): value is string => typeof value === 'string' && value !== '');
  const spelt = [...new Set(values.flatMap((value) => [value, encodeURIComponent(value), value.replaceAll(' ', '+')]))];
  const long = spelt.filter((value) => value.length > 3).toSorted((a, b) => b.length - a.length);
  return (text) => (spelt.includes(text) ? '***' : long.reduce((shown, value) => shown.replaceAll(value, '***'), text));
}

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

const asked = ({ path, query }: RequestView, mask: Mask): string => {
  const pairs = Object.entries(query).flatMap(([name, values]) => [values].flat().map((value) => `${name}=${mask(value)}`));
  const shown = path.split('/').map(mask).join('/');
  return shortened(pairs.length === 0 ? shown : `${shown}?${pairs.join('&')}`);
};

interface NoRoute {
  readonly answer: Answer;
  readonly problem: Problem;
}

/** 404 for a request that no route takes, and which of them nearly did. `passed`: method and path fit, their `when` did not hold. */
export function noRoute(request: RequestView, routes: readonly Route[], passed: readonly Route[], mask: Mask): NoRoute {
  const what = `${request.method} ${asked(request, mask)}`;
  const texts = routes.map(({ pattern }) => pattern.text);
  const [first] = passed;
  if (first === undefined) {
    const problem = { code: 'mock.no-route', message: `There is no route ${what}.` };
    return { problem, answer: marked(jsonAnswer(404, { error: problem.message, routes: texts }), problem) };
  }
  const whens = passed.map(({ pattern, when, place }) => ({
    route: pattern.text,
    line: when?.place.line ?? place.line,
    when: shortened(mask(when?.source.trim() ?? '')),
  }));
  const each = whens.map(({ line, when }) => `line ${line}: ${when.replaceAll(/\s+/g, ' ')}`);
  const problem = {
    code: 'mock.no-match',
    message: `The \`when\` of no route ${first.pattern.text} holds for ${what} (${each.join('; ')}).`,
    place: first.when?.place ?? first.place,
  };
  const query = Object.fromEntries(
    Object.entries(request.query).map(([name, values]) => [
      name,
      Array.isArray(values) ? values.map(mask) : mask(String(values)),
    ]),
  );
  return { problem, answer: marked(jsonAnswer(404, { error: problem.message, query, passed: whens, routes: texts }), problem) };
}
