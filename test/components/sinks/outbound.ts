/** Made-up objects as they go out. */
import { NO_FIELDS } from '../../../engine/object/object-fields.ts';
import type { OutboundObject } from '../../../engine/object/outbound.ts';
import type { Batches, FileSink } from '../../../engine/components/sinks/sink.ts';
import { shippedTable } from './stix/shipped-objects.ts';

export const outbound = (value: string, more: Partial<OutboundObject> = {}): OutboundObject => ({
  type: 'indicator',
  subtype: 'IP Address',
  key: value,
  value,
  ...NO_FIELDS,
  status: 'Active',
  change: 1,
  firstSeen: Date.UTC(2026, 0, 1),
  changedAt: Date.UTC(2026, 0, 2),
  tags: [],
  sources: ['A feed'],
  feeds: ['pack/feed'],
  attributes: [],
  relations: [],
  content: undefined,
  gone: undefined,
  ...more,
});

/** The text of a file of these objects, and what it refused of them. */
export const written = async <O>(
  sink: FileSink<O>,
  objects: readonly OutboundObject[],
  options: O,
): Promise<{ readonly text: string; readonly refused: readonly string[] }> => {
  async function* batches(): Batches {
    yield objects;
  }
  const refused: string[] = [];
  const context = {
    now: Date.UTC(2026, 0, 3),
    name: '',
    table: () => shippedTable,
    refuse: (_: OutboundObject, reason: string) => void refused.push(reason),
  };
  let text = '';
  for await (const part of sink.write(batches(), options, context)) text += part;
  return { text, refused };
};
