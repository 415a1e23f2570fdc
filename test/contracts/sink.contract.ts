/** What holds for every sink. */
import { describe, expect, test } from 'vitest';
import { destinationSchema } from '../../engine/api/outputs/destination/destination-shape.ts';
import type { FileSink, Sink } from '../../engine/components/sinks/sink.ts';
import { Findings } from '../../engine/language/basics/findings.ts';
import type { JsonSchema } from '../../engine/language/basics/shape.ts';
import { SourceFile } from '../../engine/language/source-file.ts';
import { checkShape } from '../../engine/language/validate/check-shape.ts';
import { rootPosition } from '../../engine/language/validate/position.ts';
import { parseYaml } from '../../engine/language/yaml/parse.ts';
import { outbound, written } from '../components/sinks/outbound.ts';

const OBJECTS = [
  outbound('192.0.2.1', { tags: ['a', 'b'], attributes: [{ name: 'Severity', value: 'High', sources: ['A feed'] }] }),
  outbound('192.0.2.2', { gone: 'withdrawn' }),
  outbound('=cmd()', { subtype: 'String', description: 'a "b", c\nd' }),
];

const findings = (sink: Sink, yaml: string): readonly string[] => {
  const schema = destinationSchema({ [sink.name]: sink });
  return checkShape(schema, rootPosition(parseYaml(new SourceFile('example', yaml), new Findings())), {}).map(
    ({ message }) => message,
  );
};

const undescribed = ({ properties = {} }: { readonly properties?: Readonly<Record<string, JsonSchema>> }): readonly string[] =>
  Object.entries(properties).flatMap(([name, schema]) => (schema['description'] === undefined ? [name] : []));

export const sinkContract = (name: string, sink: Sink): void => {
  describe(`the sink ${name}`, () => {
    test('is called as it is registered, and describes its options, which its example uses', () => {
      expect(sink.name).toBe(name);
      expect(undescribed(sink.options.schema)).toEqual([]);
      expect(findings(sink, sink.example)).toEqual([]);
      expect(findings(sink, `{ kind: ${name}, no_such_option: 1 }`)).not.toEqual([]);
    });
    if (sink.reach === 'file') fileContract(sink);
  });
};

const fileContract = (sink: FileSink): void => {
  test('gives equal texts for equal objects, and a text for none', async () => {
    const [once, again] = [await written(sink, OBJECTS, {}), await written(sink, OBJECTS, {})];
    expect(again).toEqual(once);
    expect(once.text).toContain('192.0.2.1');
    expect((await written(sink, [], {})).refused).toEqual([]);
  });
};
