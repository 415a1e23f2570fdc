import { expressionFacts, templateFacts } from '../../expression/definition/source-facts.ts';
import { parse } from '../../expression/jsonata/parse.ts';
import { defaultLimits } from '../../expression/jsonata/run.ts';
import { parseTemplate } from '../../expression/template/parse-template.ts';
import type { AnswerTypes } from '../../inference/definition/context.ts';
import { inferFeed } from '../../inference/definition/feed.ts';
import { sharedVariables } from '../../inference/definition/shared.ts';
import { inferExpression } from '../../inference/expression/infer.ts';
import { segmentOffset } from '../../inference/expression/segment.ts';
import { inferTemplate } from '../../inference/expression/template.ts';
import { PathChecks, type Variables } from '../../inference/findings/path-checks.ts';
import { UNKNOWN, type Type } from '../../inference/types/type.ts';
import type { Place } from '../../language/basics/place.ts';
import type { Expr, Tmpl } from '../../language/basics/value.ts';
import type { Pack } from '../../language/model.ts';
import type { Memory } from '../known/memory.ts';
import { linesOf, placeKey, type Line } from './lines.ts';
import { typeOfKnown } from './shape-type.ts';

/** A place of the definition that reads a path. */
interface Read {
  readonly endpoint: string;
  readonly path: readonly string[];
  readonly source: Expr | Tmpl;
  readonly place: Place;
}

/** What of the definition hangs on a path. */
export interface Fed {
  /** As a person would call it. */
  readonly what: string;
  readonly place: Place;
}

/** Gives what of a feed hangs on a path that an endpoint sends: its values, filters, keys and calls, each with its line. */
export type FedBy = (endpoint: string, path: readonly string[]) => readonly Fed[];

/** Follows the feed's expressions over what came, as `validate` does over samples. */
export const feedsFrom = (memory: Memory, pack: Pack, feedName: string): FedBy => {
  const feed = pack.feeds.get(feedName);
  if (feed === undefined) return () => [];
  const reads = new ReadPaths();
  reads.shared = sharedVariables(pack);
  const answers = new Map([...pack.endpoints].map(([name, endpoint]) => [name, answerOf(endpoint, memory)]));
  inferFeed(feed, { checks: reads, answers, objectTypes: [] });
  const lines = linesOf(feed, pack);
  return (endpoint, path) => {
    const found = reads.all.filter((read) => read.endpoint === endpoint && isWithin(read.path, path));
    const fed = found.flatMap(({ source, place }) =>
      lines.filter((line) => placeKey(line.source.place) === placeKey(source.place)).map((line) => ({ line, place })),
    );
    return distinct([
      ...fed.map(({ line, place }) => ({ what: line.feeds, place })),
      ...followers(
        fed.map(({ line }) => line),
        lines,
      ),
    ]);
  };
};

const answerOf = (endpoint: AnswerTypes['endpoint'], memory: Memory): AnswerTypes => {
  const known = memory.sources[endpoint.name];
  const record = known === undefined ? UNKNOWN : typeOfKnown(known, endpoint.name);
  return { endpoint, document: UNKNOWN, body: UNKNOWN, record, bodies: [], isEmpty: false };
};

/** It or something within; elements are no step of their own at the end. */
const isWithin = (path: readonly string[], outer: readonly string[]): boolean => {
  const own = outer.slice(0, outer.findLastIndex((name) => name !== '[]' && name !== '*') + 1);
  return own.every((name, at) => path[at] === name);
};

/** What reads the variables that these lines give, and so on. */
const followers = (from: readonly Line[], lines: readonly Line[]): readonly Fed[] => {
  const names = new Set(from.flatMap(({ variable }) => variable ?? []));
  const found: Fed[] = [];
  for (const name of names)
    for (const { source, feeds, variable } of lines) {
      if (!variablesOf(source).includes(name)) continue;
      found.push({ what: feeds, place: source.place });
      if (variable !== undefined) names.add(variable);
    }
  return found;
};

const variablesOf = (source: Expr | Tmpl): readonly string[] =>
  (source.kind === 'expr' ? expressionFacts(source.source) : templateFacts(source.source)).variables.map(({ name }) => name);

const distinct = (all: readonly Fed[]): readonly Fed[] =>
  [...new Map(all.toReversed().map((one) => [`${one.what}:${one.place.line}:${one.place.file}`, one])).values()].toReversed();

/** Follows expressions as the checks of a definition do, and gathers which paths they come by. */
class ReadPaths extends PathChecks {
  readonly all: Read[] = [];

  override infer(expr: Expr, context: Type, variables: Variables): Type {
    const given = inferExpression(
      parse(expr.source, defaultLimits),
      context,
      new Map([...this.shared, ...variables]),
      (node, found) => {
        if (found.kind === 'known') this.#note(expr, found.type, segmentOffset(node, expr.source));
      },
    );
    this.#note(expr, given, 0);
    return given;
  }

  override inferTemplate(tmpl: Tmpl, context: Type, variables: Variables): void {
    inferTemplate(parseTemplate(tmpl.source), tmpl.source, context, variables, ({ offset }, found) => {
      if (found.kind === 'known') this.#note(tmpl, found.type, offset);
    });
  }

  #note(source: Expr | Tmpl, { origins = [] }: Type, offset: number): void {
    for (const { files, path } of origins)
      for (const endpoint of files) this.all.push({ endpoint, path, source, place: source.placeAt(offset) });
  }
}
