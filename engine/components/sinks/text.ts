import { boolean, described, object, type Infer } from '../../language/basics/shape.ts';
import { iso } from '../../language/basics/instant.ts';
import type { FileSink } from './sink.ts';

const options = object(
  {},
  {
    comments: described(
      boolean(),
      'Whether lines that begin with `#` say when the list was made and how many values it has; some devices take none.',
      true,
    ),
  },
);

type Options = Infer<typeof options>;

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f\u0085\u2028\u2029]/;

/** A list of values for devices that block: UTF-8, one a line, none twice; what is gone is not in it. */
export const text: FileSink<Options> = {
  name: 'text',
  summary: 'Values, one a line, as block lists have them.',
  options,
  example: '{ kind: text, path: out/blocked-ips.txt, only: { type: indicator, subtype: IP Address } }',
  reach: 'file',
  extension: '.txt',
  async *write(batches, { comments = true }, { now, refuse }) {
    const values = new Set<string>();
    if (comments) yield `# made ${iso(now)}\n`;
    for await (const batch of batches) {
      let part = '';
      for (const one of batch) {
        if (one.gone !== undefined || values.has(one.value)) continue;
        const reason = unfit(one.value);
        if (reason !== undefined) {
          refuse(one, reason);
          continue;
        }
        values.add(one.value);
        part += `${one.value}\n`;
      }
      if (part !== '') yield part;
    }
    if (comments) yield `# ${values.size} ${values.size === 1 ? 'value' : 'values'}\n`;
  },
};

const unfit = (value: string): string | undefined => {
  if (UNPRINTABLE.test(value)) return 'a line break or control character in the value has no place in a list of lines';
  return value.startsWith('#') ? 'a line that begins with # would be a comment' : undefined;
};
