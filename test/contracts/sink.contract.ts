/** What holds for every sink. */
import { describe, expect, test } from 'vitest';
import { destinationSchema } from '../../engine/api/outputs/destination/destination-shape.ts';
import type { FileSink, Folder, FolderContext, FolderSink, Sink } from '../../engine/components/sinks/sink.ts';
import { Findings } from '../../engine/language/basics/findings.ts';
import type { JsonSchema } from '../../engine/language/basics/shape.ts';
import { SourceFile } from '../../engine/language/source-file.ts';
import { checkShape } from '../../engine/language/validate/check-shape.ts';
import { rootPosition } from '../../engine/language/validate/position.ts';
import { parseYaml } from '../../engine/language/yaml/parse.ts';
import { shippedTableOf } from '../components/sinks/stix/shipped-objects.ts';
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
    if (sink.reach === 'folder') folderContract(sink);
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

const folderContract = (sink: FolderSink): void => {
  /** The same objects twice, into the same folder. */
  const twice = async (): Promise<readonly ReadonlyMap<string, string>[]> => {
    const files = new Map<string, string>();
    const pushed: ReadonlyMap<string, string>[] = [];
    for (let turn = 0; turn < 2; turn++) {
      const replaced = new Map<string, string>();
      const folder = {
        read: (name: string) => files.get(name),
        replace: (name: string, parts: Iterable<string>) => {
          replaced.set(name, [...parts].join(''));
          files.set(name, replaced.get(name) ?? '');
        },
      };
      const channel = await sink.open({}, folderContext(folder));
      const deliveries = OBJECTS.map((object) => ({ object, known: turn > 0, attempted: turn > 0, far: undefined }));
      expect(await channel.deliver(deliveries)).toHaveLength(OBJECTS.length);
      await channel.end?.();
      pushed.push(replaced);
    }
    return pushed;
  };
  test('writes the files that it says, equal ones for equal objects, and none again for the same', async () => {
    const [first, second] = await twice();
    for (const name of sink.files) expect(first?.has(name)).toBe(true);
    expect([...(first?.values() ?? [])].join('')).toContain('192.0.2.1');
    expect(second).toEqual(new Map());
    expect((await twice())[0]).toEqual(first);
  });
};

const folderContext = (folder: Folder): FolderContext => ({
  now: Date.UTC(2026, 0, 3),
  name: 'far',
  table: shippedTableOf,
  refuse: () => undefined,
  mistake: (message) => new Error(message),
  folder,
});
