import { stixBundle } from '../../../../engine/components/sinks/stix/bundle.ts';
import { stixMapper } from '../../../../engine/components/sinks/stix/mapper.ts';
import type { StixObject, StixOptions } from '../../../../engine/components/sinks/stix/objects/stix-object.ts';
import type { FormatTable } from '../../../../engine/language/format-table/format-table.ts';
import type { OutboundObject } from '../../../../engine/object/outbound.ts';

export interface WrittenBundle {
  readonly text: string;
  readonly bundle: { readonly type: string; readonly id: string; readonly objects: readonly StixObject[] };
  /** Objects that did not go out, by the reason. */
  readonly refused: Readonly<Record<string, number>>;
}

/** A whole bundle of these objects. */
export const bundleOf = async (
  objects: readonly OutboundObject[],
  options: Partial<StixOptions>,
  table: FormatTable,
): Promise<WrittenBundle> => {
  const refused: Record<string, number> = {};
  const refuse = (_: OutboundObject, reason: string): void => void (refused[reason] = (refused[reason] ?? 0) + 1);
  const batches = async function* () {
    for (let at = 0; at < objects.length; at += 100) yield objects.slice(at, at + 100);
  };
  let text = '';
  for await (const part of stixBundle(batches(), stixMapper(options, table), refuse)) text += part;
  return { text, bundle: JSON.parse(text) as WrittenBundle['bundle'], refused };
};
