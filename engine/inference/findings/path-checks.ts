import { parse } from '../../expression/jsonata/parse.ts';
import { defaultLimits } from '../../expression/jsonata/run.ts';
import { parseTemplate } from '../../expression/template/parse-template.ts';
import type { NameNode, Node } from '../../expression/jsonata/syntax.ts';
import { Findings } from '../../language/basics/findings.ts';
import type { Diagnostic, Place } from '../../language/basics/place.ts';
import type { Expr, Tmpl } from '../../language/basics/value.ts';
import { inferExpression } from '../expression/infer.ts';
import { segmentOffset } from '../expression/segment.ts';
import { inferTemplate, type TemplateName } from '../expression/template.ts';
import { WITHOUT_RECORDS } from '../judging/emptied.ts';
import type { Verdict } from '../judging/verdict.ts';
import { itemOf } from '../types/optional.ts';
import { UNKNOWN, type Found, type Origin, type Type } from '../types/type.ts';
import { Judgements } from './judgements.ts';
import { arePair, nearName } from './near-name.ts';

export type Variables = ReadonlyMap<string, Type>;
type Lacking = Extract<Found, { kind: 'lacking' }>;

/** A name in a path, and what is known of it in every context that its text stands in. */
export interface Segment {
  readonly name: string;
  readonly place: Place;
  /** `known`: in the samples of at least one context, `unknown`: of at least one nothing is known, and none has it. */
  readonly is: 'known' | 'unknown' | 'lacking';
}

/** `misspelt`: of a body that samples show only in part, such as an error, a missing name says nothing, but a slip does. */
export type Tier = 'all' | 'misspelt';

interface Seen {
  readonly source: Expr | Tmpl;
  readonly offset: number;
  readonly name: string;
  readonly lacking: Lacking[];
  known: boolean;
  unknown: boolean;
  tier: Tier;
}

/** Follows the expressions of definitions in their contexts, and gathers which names of their paths no sample has, and what else is wrong. */
export class PathChecks {
  readonly judgements = new Judgements();
  /** Variables that every expression has, unless its place has others of their names. */
  shared: Variables = new Map();
  readonly #seen = new Map<string, Seen>();
  /** What is wrong with the samples themselves, or missing. */
  readonly samples = new Findings();

  /** What the expression may give in this context. */
  infer(expr: Expr, context: Type, variables: Variables, tier: Tier = 'all'): Type {
    let isFound = false;
    const emptied = new Map<Node, Verdict>();
    const step = (node: NameNode, found: Found): void => {
      this.#step(expr, { name: node.value, offset: segmentOffset(node, expr.source) }, found, tier);
      isFound ||= found.kind === 'lacking';
    };
    const judged = (node: Node, code: string, verdict: Verdict | undefined): void => {
      if (code === WITHOUT_RECORDS) {
        if (verdict !== undefined) emptied.set(node, verdict);
        return;
      }
      // Samples show what comes usually: of a body that is another one they tell no kinds.
      this.judgements.ofPart(expr, node, code, tier === 'all' ? verdict : undefined);
      isFound ||= verdict !== undefined;
    };
    const root = parse(expr.source, defaultLimits);
    const type = inferExpression(root, context, new Map([...this.shared, ...variables]), step, judged);
    this.judgements.ofWhole(expr, WITHOUT_RECORDS, emptied);
    // What follows from a finding is none of its own.
    return isFound || emptied.size > 0 ? UNKNOWN : type;
  }

  /** Follows the paths of a template in this context. */
  inferTemplate(tmpl: Tmpl, context: Type, variables: Variables, tier: Tier = 'all'): void {
    inferTemplate(parseTemplate(tmpl.source), tmpl.source, context, variables, (name, found) =>
      this.#step(tmpl, name, found, tier),
    );
  }

  #step(source: Expr | Tmpl, { name, offset }: TemplateName, found: Found, tier: Tier): void {
    const { file, line, column } = source.place;
    // A fragment is written once and stands in several places: it is the text that counts.
    const key = `${file}:${line}:${column}:${offset}`;
    let seen = this.#seen.get(key);
    if (seen === undefined)
      this.#seen.set(key, (seen = { source, offset, name, lacking: [], known: false, unknown: false, tier }));
    if (tier === 'misspelt') seen.tier = tier;
    if (found.kind === 'lacking') seen.lacking.push(found);
    else seen[found.kind] = true;
  }

  segments(): readonly Segment[] {
    return [...this.#seen.values()].map((seen) => ({
      name: seen.name,
      place: seen.source.placeAt(seen.offset),
      is: seen.known ? 'known' : seen.unknown ? 'unknown' : 'lacking',
    }));
  }

  /** A path is found only where every context lacks it. */
  findings(): readonly Diagnostic[] {
    const findings = new Findings();
    for (const seen of this.#seen.values()) if (!seen.known && !seen.unknown) report(seen, findings);
    this.judgements.report(findings);
    for (const { severity, code, place, message, hint } of this.samples.sorted())
      findings.add(severity, code, place, message, hint);
    return findings.sorted();
  }
}

const MOST_SHOWN = 3;

const report = ({ source, offset, name, lacking, tier }: Seen, findings: Findings): void => {
  const origins = lacking.flatMap((one) => one.origins);
  const near = nearName(name, [...new Set(lacking.flatMap(({ names }) => names))]);
  const shown = `\`${name.slice(0, 64)}\``;
  const lacks =
    origins.length === 0 ? `The object that is made here has no ${shown}.` : `No sample has ${shown} here: ${filesOf(origins)}.`;
  const place = (): Place => source.placeAt(offset);
  const hint = (): string => {
    const otherwise = origins.length === 0 ? '' : offer(origins, name);
    if (near === undefined) return capital(otherwise);
    return `Did you mean \`${near}\`?${otherwise === '' ? '' : ` If not, ${otherwise}`}`;
  };
  // What no sample shows of a pair may be sent as well; what the definition itself makes has all its names.
  const isSlip = near !== undefined && (origins.length === 0 || !arePair(name, near));
  if (isSlip) findings.warning('path.misspelt', place(), lacks, hint());
  else if (tier === 'all' && origins.length > 0) findings.warning('path.not-in-samples', place(), lacks, hint());
};

const filesOf = (origins: readonly Origin[]): string => {
  const files = [...new Set(origins.flatMap((one) => one.files))];
  return `${files.slice(0, MOST_SHOWN).join(', ')}${files.length > MOST_SHOWN ? ` and ${files.length - MOST_SHOWN} more` : ''}`;
};

const offer = ([origin]: readonly Origin[], name: string): string => {
  const item = itemOf([...(origin?.path ?? []), name]);
  const toSample = 'add it to a sample';
  return origin?.owner === undefined
    ? `if the vendor sends it, ${toSample}.`
    : `say that the vendor sends it: \`optional: [${item.slice(0, 200)}]\` of ${origin.owner}, or ${toSample}.`;
};

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
