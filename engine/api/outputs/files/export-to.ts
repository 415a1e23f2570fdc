import { resolve } from 'node:path';
import { UsageError } from '../../../language/basics/errors.ts';
import { Findings } from '../../../language/basics/findings.ts';
import { suggest } from '../../../language/basics/nearest.ts';
import type { JsonSchema } from '../../../language/basics/shape.ts';
import { readTlp, tlpColours } from '../../../language/basics/tlp.ts';
import { checkShape } from '../../../language/validate/check-shape.ts';
import { rootPosition } from '../../../language/validate/position.ts';
import type { FileSink } from '../../../components/sinks/sink.ts';
import { SourceFile } from '../../../language/source-file.ts';
import { parseYaml } from '../../../language/yaml/parse.ts';
import type { AskedStore } from '../../asked.ts';
import { parseTime } from '../../options/parse-time.ts';
import { readConfig } from '../../config/read-config.ts';
import { bindTables } from '../../packs/bind-tables.ts';
import { withStore } from '../../store/store-choice.ts';
import type { World } from '../../world.ts';
import { type ExportRow, fileSink, WholeExport } from './whole-export.ts';
import { readOnly, type HoldBack } from '../destination/hold-back.ts';
import { ReplacedFile } from './replaced-file.ts';

export type { ExportRow } from './whole-export.ts';

export interface AskedExport extends AskedStore {
  readonly format?: string | undefined;
  readonly out?: string | undefined;
  readonly type?: readonly string[] | undefined;
  readonly subtype?: readonly string[] | undefined;
  readonly feed?: readonly string[] | undefined;
  readonly status?: readonly string[] | undefined;
  readonly tlp?: string | undefined;
  readonly changedSince?: string | undefined;
  /** Options of the format, as `name=value`. */
  readonly set?: readonly string[] | undefined;
}

/** Writes the store's objects to a file, or hands them to `pour`. Throws UsageError where what is asked for is none. */
export const exportTo = async (
  world: World,
  asked: AskedExport,
  pour: (parts: AsyncIterable<string>) => Promise<void>,
): Promise<ExportRow> => {
  const sink = fileSink(asked.format ?? '');
  const config = readConfig(world.cwd, asked.config);
  const wish = {
    sink,
    table: bindTables(world, asked, config),
    options: optionsOf(sink, asked.set ?? []),
    holdBack: holdBackOf(asked),
    changedSince: parseTime('--changed-since', asked.changedSince, world.now()),
    name: '',
  };
  return withStore(world, asked, 'read', async (store) => {
    const whole = new WholeExport(world, store.outbox, wish);
    if (asked.out === undefined) {
      await pour(whole.parts());
      return whole.row(undefined);
    }
    const file = new ReplacedFile(resolve(world.cwd, asked.out));
    await whole.writeTo(file);
    return whole.row(file.path);
  });
};

const holdBackOf = ({ type, subtype, feed, status, tlp }: AskedExport): HoldBack => ({
  only: readOnly({
    ...(type === undefined ? {} : { type }),
    ...(subtype === undefined ? {} : { subtype }),
    ...(feed === undefined ? {} : { feed }),
    ...(status === undefined ? {} : { status }),
  }),
  tlp: tlp === undefined ? undefined : { at_most: colourOf(tlp) },
  sensitive: 'drop',
  hashKey: undefined,
});

type Colour = NonNullable<HoldBack['tlp']>['at_most'];

const colourOf = (text: string): Colour => {
  const colour = readTlp(text);
  if (colour !== undefined) return colour as Colour;
  throw new UsageError('usage.tlp', `"${text.slice(0, 64)}" is no colour of the traffic light protocol.`, {
    hint: suggest(text, [...tlpColours, 'clear']),
  });
};

/** Values are read as YAML, a list with commas between its items too, and held against the format's own options. */
const optionsOf = (
  { name: format, options: { schema } }: FileSink,
  set: readonly string[],
): Readonly<Record<string, unknown>> => {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const given = set.map((text) => {
    const at = text.indexOf('=');
    const name = at < 0 ? text : text.slice(0, at);
    if (at > 0 && Object.hasOwn(properties, name))
      return `${JSON.stringify(name)}: ${valueText(properties[name] ?? {}, text.slice(at + 1))}`;
    throw new UsageError('usage.format-option', `\`${text.slice(0, 64)}\` sets no option of the format ${format}.`, {
      hint: Object.hasOwn(properties, name)
        ? `Write it with a value: ${name}=….`
        : Object.keys(properties).length === 0
          ? `${format} has none.`
          : suggest(name, Object.keys(properties)),
    });
  });
  if (given.length === 0) return {};
  const findings = new Findings();
  const source = new SourceFile('--set', given.join('\n'));
  const tree = parseYaml(source, findings);
  const problems = findings.errors > 0 ? [] : checkShape(schema, rootPosition(tree), {});
  for (const { code, place, message, hint } of problems) findings.error(code, place, message, hint);
  const [first] = findings.sorted();
  if (first === undefined) return tree as Readonly<Record<string, unknown>>;
  throw new UsageError('usage.format-option', first.message, { hint: first.hint });
};

const valueText = (schema: JsonSchema, text: string): string => {
  if (schema['type'] === 'array')
    return `[${text
      .split(',')
      .map((item) => JSON.stringify(item.trim()))
      .join(', ')}]`;
  if ((schema['enum'] as readonly unknown[] | undefined)?.includes(Number(text)) === true) return text;
  return schema['type'] === 'boolean' || schema['type'] === 'integer' ? text : JSON.stringify(text);
};
