import type { Context } from '../reading/context.ts';
import type { Expr, Tmpl } from '../basics/value.ts';
import { entriesOf, placeOfKey } from '../yaml/positions.ts';
import { isTagged } from '../yaml/tagged.ts';

const sourcesIn = (node: unknown): readonly (Expr | Tmpl)[] => {
  if (isTagged(node)) return [node];
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap((one) => sourcesIn(one)) : [];
};

/** Supplemental calls that wait for one another: told once for each circle, whatever else is wrong about their order. */
export const checkCycles = (raw: Readonly<Record<string, unknown>> | undefined, { vocabulary, findings }: Context): void => {
  if (raw === undefined) return;
  const uses = new Map(
    entriesOf(raw).map(([name, one]) => [name, new Set(sourcesIn(one).flatMap((source) => namesIn(source, vocabulary)))]),
  );
  const reaches = (from: string, target: string, seen: Set<string>): boolean => {
    for (const next of uses.get(from) ?? []) {
      if (next === target) return true;
      if (seen.has(next) || !uses.has(next)) continue;
      seen.add(next);
      if (reaches(next, target, seen)) return true;
    }
    return false;
  };
  for (const name of uses.keys()) {
    const circle = new Set<string>();
    if (!reaches(name, name, circle) || findings.isLost(name)) continue;
    for (const one of [name, ...circle]) if (reaches(one, name, new Set())) findings.lose(one, undefined);
    findings.error(
      'supplemental.cycle',
      placeOfKey(raw, name),
      `The supplemental call \`${name}\` waits for its own answer.`,
      'Let each call use only the record and the answers of calls before it.',
    );
  }
};

const namesIn = (source: Expr | Tmpl, vocabulary: Context['vocabulary']): readonly string[] =>
  (source.kind === 'expr' ? vocabulary.expression(source.source) : vocabulary.template(source.source)).variables.map(
    (one) => one.name,
  );
