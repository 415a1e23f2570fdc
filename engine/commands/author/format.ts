import { formatDefinitions } from '../../api/packs/format-definitions.ts';
import { count } from '../../api/wording/units.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { jsonFlag, placeFlags, type JsonFlag, type PlaceFlags } from '../shell/flags.ts';

interface FormatFlags extends JsonFlag, PlaceFlags {
  readonly check?: boolean;
}

export const command = defineCommand<FormatFlags, [readonly string[]]>({
  description:
    "Takes YAML's traps out of definitions: expressions that it would cut or misread are quoted. Every other character stays. Without a path, all definitions.",
  args: [{ name: '[path...]', help: 'definitions, or folders of them' }],
  flags: [{ flags: '--check', help: 'write nothing; say what would change' }, jsonFlag, ...placeFlags],
  examples: ['feedwright format definitions/my-pack.yaml', 'feedwright format --check'],
  exits: { 0: 'written, or nothing to do', 1: 'with --check: something would change' },
  async run(io, flags, paths) {
    const { files, changed } = formatDefinitions(io, flags, paths, { check: flags.check === true });
    if (flags.json === true) {
      io.print(JSON.stringify({ files, changed }));
    } else {
      for (const { file, changes } of changed) for (const { line, message } of changes) io.print(`${file}:${line}: ${message}`);
      io.print(`${count(changed.length)} of ${count(files)} files ${flags.check === true ? 'would change' : 'changed'}`);
    }
    return flags.check === true && changed.length > 0 ? EXIT.failed : EXIT.fine;
  },
});
