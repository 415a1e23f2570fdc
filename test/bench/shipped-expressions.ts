import { readFileSync } from 'node:fs';
import { parse, type ScalarTag } from 'yaml';

/** The text behind `!expr`. */
class Expression {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const expression: ScalarTag = { tag: '!expr', resolve: (text) => new Expression(text) };
const template: ScalarTag = { tag: '!tmpl', resolve: (text) => text };

function below(value: unknown): string[] {
  if (value instanceof Expression) return [value.text];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(below) : [];
}

type Members = Readonly<Record<string, unknown>>;

function feedOf(file: string, feed: string): Members {
  const path = new URL(`../../definitions/${file}`, import.meta.url);
  const definition = parse(readFileSync(path, 'utf8'), { customTags: [expression, template] }) as {
    feeds: Record<string, Members>;
  };
  return definition.feeds[feed] ?? {};
}

/** The expressions of one shipped feed. */
export interface FeedExpressions {
  /** Of the report, without the entries that go through a list. */
  readonly mapping: readonly string[];
  readonly filters: readonly string[];
}

/** Reads them from the definition itself, so that what is measured is what is shipped. */
export function shippedExpressions(file: string, feed: string): FeedExpressions {
  const { report = {}, filters = [], let: lets = {} } = feedOf(file, feed);
  const entries = Object.values(report as Record<string, Members>).filter((entry) => entry['each'] === undefined);
  return { mapping: [...below(lets), ...below(entries)], filters: below(filters) };
}

export interface ShippedReport {
  readonly filters: readonly string[];
  /** One expression: the object that a record is mapped to, its attributes by name. */
  readonly mapping: string;
}

/** The filters of a shipped feed, and its one report entry as one expression; `selected` are the attributes that come in. */
export function shippedReport(file: string, feed: string, selected: readonly string[]): ShippedReport {
  const { report = {}, filters = [] } = feedOf(file, feed);
  const [entry = {}] = Object.values(report as Record<string, Members>);
  const members = Object.entries(entry['attributes'] as Members)
    .filter(([name]) => selected.includes(name))
    .map(([name, given]) => {
      const value = given instanceof Expression ? given : ((given as Members)['value'] as Expression);
      return `${JSON.stringify(name)}: (${value.text})`;
    });
  const text = (name: string): string => `(${(entry[name] as Expression).text})`;
  return {
    filters: below(filters),
    mapping: `{"value": ${text('value')}, "subtype": ${text('subtype')}, "attributes": {${members.join(', ')}}}`,
  };
}
