import { isCollection, isNode, isScalar, visit } from 'yaml';
import type { Document, Node, Pair, YAMLError, YAMLMap } from 'yaml';
import type { Findings } from '../basics/findings.ts';
import { nearest } from '../basics/nearest.ts';
import type { Place } from '../basics/place.ts';
import type { SourceFile } from '../source-file.ts';
import type { ScalarSpan } from './scalar-span.ts';
import type { Tagged } from './tagged.ts';

const quoteHint = 'Put the expression under `!expr |-` on lines of its own, or in single or double quotes.';

/** Errors behind which the text is still read as it is meant. */
const LOCAL: ReadonlySet<string> = new Set(['BAD_SCALAR_START', 'TAG_RESOLVE_FAILED', 'BAD_ALIAS', 'BAD_DQ_ESCAPE']);

/**
 * Every error and every warning of the parser is an error here, up to the first after which the parser has lost its way: what it
 * says from there on follows from that one. False where the text can't be read on.
 */
export const explainParseErrors = (document: Document.Parsed, source: SourceFile, findings: Findings): boolean => {
  const lost = document.errors.find(({ code }) => !LOCAL.has(code));
  const before = lost === undefined ? Infinity : lost.pos[0];
  const local = [...document.errors.filter(({ code }) => LOCAL.has(code)), ...document.warnings].filter(
    ({ pos: [at] }) => at < before,
  );
  for (const problem of local.slice(0, 100)) explain(problem, source, findings);
  if (lost !== undefined && !explainOpen(lost, document, source, findings)) explain(lost, source, findings);
  if (!/^%(YAML|TAG)/m.test(source.text)) return document.errors.every((problem) => problem.code === 'BAD_SCALAR_START');
  findings.error(
    'yaml.directive',
    source.placeAt(0),
    'Directives such as `%YAML` and `%TAG` are not part of a definition.',
    'Remove the line that starts with `%`; definitions are YAML 1.2.',
  );
  return false;
};

/** What stays open is told where it begins: the parser notices only where something else does not fit any more. */
const explainOpen = (
  { code, message, pos: [at] }: YAMLError,
  document: Document.Parsed,
  source: SourceFile,
  findings: Findings,
): boolean => {
  const isQuote = code === 'MISSING_CHAR' && message.startsWith('Missing closing');
  const isBracket = /^Flow (map|sequence) in block collection must be/.test(message);
  // Its end may be there, and stand too far to the left.
  if (!isQuote && (!isBracket || /^[^:{[]*[\]}]/.test(source.restOfLine(at)))) return false;
  let start: number | undefined;
  visit(document, (_, node) => {
    if (!isNode(node) || !Array.isArray(node.range) || node.range[0] > at || node.range[1] < at) return;
    if (isQuote ? isScalar(node) && node.type?.startsWith('QUOTE') === true : isCollection(node) && node.flow === true)
      [start] = node.range;
  });
  if (start === undefined) return false;
  const sign = source.text.charAt(start);
  findings.error(
    'yaml.missing-char',
    source.placeAt(start),
    `This is not valid YAML: the \`${sign}\` that begins here is never closed.`,
    isQuote
      ? `Write \`${sign}\` behind the text as well.`
      : `Write \`${sign === '{' ? '}' : ']'}\` where it ends, or put it in quotes.`,
  );
  return true;
};

const explain = (problem: YAMLError, source: SourceFile, findings: Findings): void => {
  const at = problem.code === 'BAD_INDENT' ? contentFrom(problem.pos[0], source.text) : problem.pos[0];
  const place = source.placeAt(at);
  if (problem.code === 'TAG_RESOLVE_FAILED' || problem.code === 'BAD_COLLECTION_TYPE')
    return explainTag(problem, source, findings);
  const line = source.lineAt(at);
  const message = `This is not valid YAML: ${sentence(problem.message)}`;
  if (problem.code === 'BAD_SCALAR_START') {
    return findings.error(
      'yaml.bad-start',
      place,
      `A value without quotes can't start with \`${source.text[at] ?? ''}\`.`,
      /!expr/.test(line) ? quoteHint : 'Put the value in quotes.',
    );
  }
  if (problem.code === 'MULTIPLE_DOCS')
    return findings.error(
      'yaml.several-documents',
      place,
      'The file holds more than one YAML document.',
      'Put each definition into a file of its own.',
    );
  if (problem.code === 'RESOURCE_EXHAUSTION')
    return findings.error(
      'yaml.too-large',
      place,
      'The file nests deeper than a definition needs.',
      'Flatten it, or move parts to files of their own.',
    );
  if (problem.code === 'TAB_AS_INDENT')
    return findings.error('yaml.tab', place, 'A tab is no indentation in YAML.', 'Indent with spaces.');
  findings.error(`yaml.${problem.code.toLowerCase().replaceAll('_', '-')}`, place, message, hintFor(line));
};

/** The first character that is no white space, in this line or, at the end of one, in the next. */
const contentFrom = (at: number, text: string): number => at + (/^\s*/.exec(text.slice(at, at + 1000))?.[0].length ?? 0);

const hintFor = (line: string): string => {
  if (/!expr/.test(line)) return quoteHint;
  if (/!tmpl/.test(line)) return 'Put the template in double quotes: `!tmpl "…"`.';
  return 'Check the indentation, the quotes and the brackets on this line and the one before it.';
};

const sentence = (message: string): string => {
  const first = message.split('\n')[0]?.trim() ?? message;
  return `${first.charAt(0).toLowerCase()}${first.slice(1)}${/[.!?]$/.test(first) ? '' : '.'}`;
};

const explainTag = (problem: YAMLError, source: SourceFile, findings: Findings): void => {
  const tag = /^![^\s,[\]{}]*/.exec(source.restOfLine(problem.pos[0]))?.[0] ?? '!';
  const place = source.placeAt(problem.pos[0]);
  if (tag === '!expr' || tag === '!tmpl') {
    return findings.error(
      'yaml.tag-on-collection',
      place,
      `\`${tag}\` stands on a map or list, but it takes a text.`,
      `A \`{\` or \`[\` after the tag starts a YAML map or list: ${quoteHint.charAt(0).toLowerCase()}${quoteHint.slice(1)}`,
    );
  }
  unknownTag(tag, place, findings);
};

export const unknownTag = (tag: string, place: Place, findings: Findings): void => {
  const near = nearest(tag, ['!expr', '!tmpl']);
  const hint = 'Only `!expr` (an expression) and `!tmpl` (a template) are evaluated; put a text that starts with `!` in quotes.';
  findings.error(
    'yaml.unknown-tag',
    place,
    `There is no tag \`${tag}\`.`,
    near === undefined ? hint : `Did you mean \`${near}\`?`,
  );
};

/** It is followed, but YAML 1.2 does not know it: for an editor and other programs it is a key like any other. */
export const mergeKey = (place: Place, findings: Findings): void =>
  findings.warning(
    'yaml.merge-key',
    place,
    'The merge key `<<` is no part of YAML 1.2: editors and other programs take it for a name.',
    'Put what is shared under `fragments:`, and take it in with `use:`.',
  );

/** A tagged scalar that is empty, or that a comment may have cut off. */
export const trapsOfTagged = (tagged: Tagged, span: ScalarSpan, source: SourceFile, findings: Findings): void => {
  const tag = `!${tagged.kind}`;
  if (tagged.source.trim() === '') {
    return findings.error(
      'yaml.empty-expression',
      tagged.place,
      `\`${tag}\` has no text after it.`,
      `Write the ${tagged.kind === 'expr' ? 'expression' : 'template'} after the tag, or remove the tag.`,
    );
  }
  if (span.style === 'plain' && /^[ \t]+#/.test(source.restOfLine(span.end))) {
    findings.error(
      'yaml.comment-after-expression',
      source.placeAt(span.end + 1),
      `\`#\` ends the ${tagged.kind === 'expr' ? 'expression' : 'template'}: what follows is a YAML comment.`,
      `Move the comment to a line of its own; if it belongs to the expression: ${quoteHint.charAt(0).toLowerCase()}${quoteHint.slice(1)}`,
    );
  }
};

/** `{ a: !expr $f(x, y) }` is a map with the keys `a` and `y)`; true where a key is one of that kind. */
export const trapsOfPair = (pair: Pair<Node, Node | null>, map: YAMLMap, source: SourceFile, findings: Findings): boolean => {
  if (map.flow !== true || !isEmpty(pair.value)) return false;
  const at = pair.key.range?.[0] ?? map.range?.[0] ?? 0;
  const name = source.text.slice(at, pair.key.range?.[1] ?? at);
  findings.error(
    'yaml.key-without-value',
    source.placeAt(at),
    `\`${name}\` is a key without a value inside \`{ }\`.`,
    `A comma inside \`{ }\` ends the value before it. ${quoteHint}`,
  );
  return true;
};

const isEmpty = (value: Node | null): boolean =>
  value === null || (isScalar(value) && value.value === null && value.tag === undefined && value.range?.[0] === value.range?.[1]);
