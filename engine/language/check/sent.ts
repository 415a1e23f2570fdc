import type { Context, RawMap } from '../reading/context.ts';
import type { RawEndpoint } from '../endpoint/endpoint-shape.ts';
import { placeOfValue } from '../yaml/positions.ts';
import { isTagged } from '../yaml/tagged.ts';

/** A paginator whose request never sends what tells one page from the next would get the first page for ever. */
export const checkSent = (raw: RawEndpoint & RawMap, { vocabulary, findings }: Context): void => {
  if (raw.paginate === undefined) return;
  const { kind } = raw.paginate;
  const sends = Object.hasOwn(vocabulary.paginators, kind) ? vocabulary.paginators[kind]?.sends : undefined;
  if (sends === undefined) return;
  const page = [...variablesOf([raw.request, raw.headers], vocabulary)].filter(({ name }) => name === 'page');
  if (page.some(({ path: [member] }) => member === undefined || sends.includes(member))) return;
  const member = `$page.${sends[0]}`;
  findings.warning(
    'paginate.not-sent',
    placeOfValue(raw, 'paginate'),
    `The request never sends \`${member}\`, so that every page would be the first one.`,
    `Write \`name?: !expr ${member}\` where the vendor expects it, in the query, the body or a header (\`?\`: the first page may have none).`,
  );
};

function* variablesOf(
  tree: unknown,
  vocabulary: Context['vocabulary'],
): Generator<ReturnType<Context['vocabulary']['expression']>['variables'][number]> {
  if (isTagged(tree))
    yield* (tree.kind === 'expr' ? vocabulary.expression(tree.source) : vocabulary.template(tree.source)).variables;
  else if (typeof tree === 'object' && tree !== null)
    for (const part of Object.values(tree)) yield* variablesOf(part, vocabulary);
}
