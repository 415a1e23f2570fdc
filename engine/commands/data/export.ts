import { exportTo, type AskedExport, type ExportRow } from '../../api/outputs/files/export-to.ts';
import { counted } from '../../api/wording/units.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { mockStoreFlag, storeFlags, type JsonFlag } from '../shell/flags.ts';
import { reasons } from '../display/reasons.ts';
import type { Io } from '../shell/io.ts';

interface Flags extends AskedExport, JsonFlag {}

/** What was written, on stderr: the text itself may be on stdout. */
const tell = (io: Io, { json }: JsonFlag, row: ExportRow): void => {
  if (json === true) return io.note(JSON.stringify(row));
  io.note(`${counted(row.objects, 'object')} as ${row.format}${row.file === undefined ? '' : ` in ${row.file}`}`);
  if (Object.keys(row.left_out).length > 0) io.note(`left out: ${reasons(row.left_out)}`);
  if (Object.keys(row.refused).length > 0) io.warn(`can't be said in this format: ${reasons(row.refused)}`);
};

export const command = defineCommand<Flags>({
  description:
    'Writes objects of the store as a file, or to stdout. Attributes that their definition calls sensitive stay out. What was written, and what was left out and why, is told on stderr.',
  flags: [
    { flags: '--format <name>', help: 'csv, ndjson, stix or text; required' },
    { flags: '--out <file>', help: 'a file, which is replaced as a whole (default: stdout)' },
    { flags: '--type <type>', help: 'only objects of this type, such as indicator; may be given several times', repeat: true },
    { flags: '--subtype <subtype>', help: 'only objects of this subtype; may be given several times', repeat: true },
    { flags: '--feed <feed>', help: 'only what this feed lists: pack/feed, or a pack; may be given several times', repeat: true },
    { flags: '--status <status>', help: 'only objects of this status, such as Active', repeat: true },
    { flags: '--tlp <colour>', help: 'nothing that is marked more strictly: red, amber, amber+strict, green or clear' },
    { flags: '--changed-since <time>', help: 'only what has changed since then, in the forms of `run --since`' },
    {
      flags: '--set <name=value>',
      help: 'an option of the format, such as attributes=Severity; may be given several times',
      repeat: true,
    },
    { flags: '--json', help: 'tell what was written as JSON' },
    mockStoreFlag,
    ...storeFlags,
  ],
  examples: [
    'feedwright export --format csv --out indicators.csv --type indicator',
    'feedwright export --format text --subtype "IP Address" --status Active',
    'feedwright export --format ndjson --changed-since P1D',
  ],
  exits: { 0: 'everything was written', 1: 'it could not be, or some objects can not be said in this format' },
  async run(io, flags) {
    const unlimit = io.limitMemory?.();
    try {
      const row = await exportTo(io, flags, io.pour);
      tell(io, flags, row);
      return Object.keys(row.refused).length === 0 ? EXIT.fine : EXIT.failed;
    } finally {
      unlimit?.();
    }
  },
});
