import type { Node } from '../../expression/jsonata/syntax.ts';
import type { Findings } from '../../language/basics/findings.ts';
import type { Expr } from '../../language/basics/value.ts';
import type { Place } from '../../language/basics/place.ts';
import { startOf } from '../expression/start-of.ts';
import type { Verdict } from '../judging/verdict.ts';

interface Judged {
  readonly code: string;
  readonly placeOf: () => Place;
  verdict: Verdict | undefined;
  isFine: boolean;
}

/** An expression, how often it was looked at, and how often a part of it was found. */
interface Whole {
  readonly code: string;
  readonly expr: Expr;
  looks: number;
  readonly found: Map<number, { readonly times: number; readonly verdict: Verdict }>;
}

const keyOf = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

/** Gathers what was judged at each place: it is found only where every context in which the text stands says so. */
export class Judgements {
  readonly #judged = new Map<string, Judged>();
  readonly #wholes = new Map<string, Whole>();

  /** A part of an expression, and a verdict unless it may be meant. */
  ofPart(expr: Expr, node: Node, code: string, verdict: Verdict | undefined): void {
    const offset = startOf(node, expr.source);
    this.#add(expr.place, String(offset), () => expr.placeAt(offset), code, verdict);
  }

  /** All that is found in an expression in one context, of a code that is rare: what is fine is not told. */
  ofWhole(expr: Expr, code: string, found: ReadonlyMap<Node, Verdict>): void {
    const key = `${code} ${keyOf(expr.place)}`;
    let whole = this.#wholes.get(key);
    if (whole === undefined) this.#wholes.set(key, (whole = { code, expr, looks: 0, found: new Map() }));
    whole.looks++;
    // Several parts may begin at one place, such as what `??` copies.
    for (const [offset, verdict] of new Map([...found].map(([node, one]) => [startOf(node, expr.source), one])))
      whole.found.set(offset, { times: (whole.found.get(offset)?.times ?? 0) + 1, verdict });
  }

  /** What stands at a place as a whole. */
  of(place: Place, code: string, verdict: Verdict | undefined): void {
    this.#add(place, '', () => place, code, verdict);
  }

  #add(place: Place, within: string, placeOf: () => Place, code: string, verdict: Verdict | undefined): void {
    const key = `${code} ${keyOf(place)}:${within}`;
    let judged = this.#judged.get(key);
    if (judged === undefined) this.#judged.set(key, (judged = { code, placeOf, verdict, isFine: false }));
    if (verdict === undefined) judged.isFine = true;
    else if (judged.verdict === undefined || verdict.severity === 'warning') judged.verdict = verdict;
  }

  report(findings: Findings): void {
    for (const { code, expr, looks, found } of this.#wholes.values())
      for (const [offset, { times, verdict }] of found)
        if (times === looks) findings.add(verdict.severity, code, expr.placeAt(offset), verdict.message, verdict.hint);
    for (const { code, placeOf, verdict, isFine } of this.#judged.values())
      if (!isFine && verdict !== undefined) findings.add(verdict.severity, code, placeOf(), verdict.message, verdict.hint);
  }
}
