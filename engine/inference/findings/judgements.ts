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

/** Gathers what was judged at each place: it is found only where every context in which the text stands says so. */
export class Judgements {
  readonly #judged = new Map<string, Judged>();

  /** A part of an expression, and a verdict unless it may be meant. */
  ofPart(expr: Expr, node: Node, code: string, verdict: Verdict | undefined): void {
    const offset = startOf(node, expr.source);
    this.#add(expr.place, String(offset), () => expr.placeAt(offset), code, verdict);
  }

  /** What stands at a place as a whole. */
  of(place: Place, code: string, verdict: Verdict | undefined): void {
    this.#add(place, '', () => place, code, verdict);
  }

  #add({ file, line, column }: Place, within: string, placeOf: () => Place, code: string, verdict: Verdict | undefined): void {
    const key = `${code} ${file}:${line}:${column}:${within}`;
    let judged = this.#judged.get(key);
    if (judged === undefined) this.#judged.set(key, (judged = { code, placeOf, verdict, isFine: false }));
    if (verdict === undefined) judged.isFine = true;
    else if (judged.verdict === undefined || verdict.severity === 'warning') judged.verdict = verdict;
  }

  report(findings: Findings): void {
    for (const { code, placeOf, verdict, isFine } of this.#judged.values())
      if (!isFine && verdict !== undefined) findings.add(verdict.severity, code, placeOf(), verdict.message, verdict.hint);
  }
}
