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

/** The expressions of one shipped feed. */
export interface FeedExpressions {
  /** Of the report, without the entries that go through a list. */
  readonly mapping: readonly string[];
  readonly filters: readonly string[];
}

/** Reads them from the definition itself, so that what is measured is what is shipped. */
export function shippedExpressions(file: string, feed: string): FeedExpressions {
  const path = new URL(`../../definitions/${file}`, import.meta.url);
  const definition = parse(readFileSync(path, 'utf8'), { customTags: [expression, template] }) as {
    feeds: Record<string, Members>;
  };
  const { report = {}, filters = [], let: lets = {} } = definition.feeds[feed] ?? {};
  const entries = Object.values(report as Record<string, Members>).filter((entry) => entry['each'] === undefined);
  return { mapping: [...below(lets), ...below(entries)], filters: below(filters) };
}
