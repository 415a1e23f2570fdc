import { formatDuration } from '../../language/basics/duration.ts';
import type { Expr } from '../../language/basics/value.ts';
import { shortSource } from '../../language/user-field/option-values.ts';
import { objectTypeOf, wordsOf as wordsOfType } from '../overview/entry-types.ts';
import { conditionWords } from '../trace/clause-words.ts';
import { feedScope } from '../trace/feed-scope.ts';
import { dataPaths, lastName, pathText } from '../trace/path-text.ts';
import type { TraceScope } from '../trace/strand.ts';
import { trace } from '../trace/trace.ts';
import { nodeOf } from '../trace/trace-value.ts';
import type { EntryContext } from './entry-context.ts';
import { filterWords } from './through-words.ts';
import { sourcesOf } from './value-sources.ts';

/** A condition in words, or as it is written. */
const wordsOf = (
  expr: Expr,
  scope: TraceScope,
  { options }: EntryContext,
): { readonly text: string; readonly isChoice: boolean } => {
  const said = conditionWords(nodeOf(expr.source), scope, options);
  if (said !== undefined) return said;
  return { text: expr.source.includes('`') ? 'the definition says so' : `\`${shortSource(expr)}\``, isChoice: false };
};

/** `when:` as a note. */
export const whenNote = (expr: Expr | undefined, scope: TraceScope, context: EntryContext): readonly string[] => {
  if (expr === undefined) return [];
  const { text, isChoice } = wordsOf(expr, scope, context);
  return [isChoice ? `User-configurable: when ${text}` : `Only where ${text}`];
};

/** What is said of an entry's objects, beside their value. */
export const entryNotes = (context: EntryContext): readonly string[] => {
  const { entry, feed, pack, scope } = context;
  const record = feedScope(feed, pack);
  const filled = feed.fulfillment.filter(({ of }) => of === entry.name);
  return [
    ...whenNote(entry.when, record, context),
    ...eachNotes(context, record),
    ...identityNotes(context),
    ...publishedNotes(context),
    ...(entry.validFor === undefined ? [] : [validNote(entry.validFor)]),
    ...(entry.withdraw === undefined ? [] : [withdrawNote(entry.withdraw, scope, context)]),
    ...(entry.required ? ['A record without it is set aside'] : []),
    ...relatedNotes(context),
    ...filled.map(({ call }) => `Its bytes come from \`${call}\``),
  ];
};

const eachNotes = (context: EntryContext, record: TraceScope): readonly string[] => {
  const { entry, scope } = context;
  const last = entry.each?.levels.at(-1);
  if (entry.each === undefined || last === undefined) return [];
  const paths = dataPaths(scope.context).map((path) => `\`${pathText(path)}\``);
  const where = entry.each.where && wordsOf(entry.each.where, scope, context).text;
  const node = nodeOf(last.source);
  const of = paths.length > 0 ? paths : dataPaths(trace(node, record)).map((path) => `\`${pathText(path)}\``);
  // Predicates of the list itself.
  const passed = trace(node, record).flatMap(({ through }) => through.filter(({ kind }) => kind === 'filtered'));
  const words = passed.map((one) => (one.kind === 'filtered' ? filterWords(one.test, one.scope) : undefined));
  const tests = words.includes(undefined)
    ? ['the definition says so']
    : words.map((text) => text?.replace(/^Only where /, '') ?? '');
  const all = [...new Set([...tests, ...(where === undefined ? [] : [where])])];
  const more = all.length === 0 ? '' : `, where ${all.join(' and ')}`;
  return of.length === 0 || of.length > 3
    ? [`One for each element of a list${more}`]
    : [`One for each element of ${of.join(' and ')}${more}`];
};

const identityNotes = ({ entry, scope }: EntryContext): readonly string[] => {
  const names = entry.identity.flatMap(({ source }) =>
    dataPaths(trace(nodeOf(source), scope)).map((path) => `\`${lastName(path)}\``),
  );
  return names.length === 0 ? [] : [`The same object where ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} the same`];
};

/** Where several dates are chosen from, which one when. */
const publishedNotes = ({ entry, scope, options }: EntryContext): readonly string[] => {
  const value = entry.fields.published_at;
  const sources = value === undefined ? [] : sourcesOf(value, scope, options);
  if (sources.every(({ when }) => when === '')) return [];
  const named = sources.map(({ strands, ...one }) => ({
    ...one,
    name: [...new Set(dataPaths(strands).map((path) => `\`${lastName(path)}\``))].join(', '),
  }));
  const first = named.map(({ name, when }) => (when === '' ? name : `${name} when ${when}`));
  const others = named.flatMap(({ name, when, instead }) =>
    instead === '' || when === instead ? [] : [`${name} when ${instead}`],
  );
  const word = sources.some(({ isChoice }) => isChoice) ? 'Published date is user-configurable' : 'Published date';
  return [`${word}: ${[...new Set([...first, ...others])].join('; ')}`];
};

const withdrawNote = (expr: Expr, scope: TraceScope, context: EntryContext): string =>
  expr.source.trim() === 'true' ? 'Expires' : `Expires where ${wordsOf(expr, scope, context).text}`;

const validNote = (valid: number | Expr): string => {
  const span = typeof valid === 'number' ? formatDuration(valid) : `\`${shortSource(valid)}\``;
  return `Expires ${span} after its published date`;
};

const relatedNotes = ({ entry, feed, pack }: EntryContext): readonly string[] =>
  feed.report.flatMap(({ name, type, related }) =>
    related
      .filter(({ to }) => to === entry.name)
      .map(({ as }) => {
        const kind = as?.kind === 'literal' ? ` (${String(as.value)})` : '';
        if (name === entry.name) return `Related to the others of its record${kind}`;
        const names = wordsOfType(type).map((code) => objectTypeOf(code, pack)?.name ?? code);
        return `Related to the ${names.length === 0 ? 'object' : names.join('/')} of its record${kind}`;
      }),
  );
