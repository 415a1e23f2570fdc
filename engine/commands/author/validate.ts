import { basename } from 'node:path';
import { validateDefinitions } from '../../api/packs/validate.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { diagnosticLines, shownPath } from '../shell/failure.ts';
import { jsonFlag, placeFlags, type JsonFlag, type PlaceFlags } from '../shell/flags.ts';

export const command = defineCommand<JsonFlag & PlaceFlags, [readonly string[]]>({
  description: 'Checks definitions and their mocks: shape, names, expressions, templates, files. Without a path, all of them.',
  args: [{ name: '[path...]', help: 'definitions or mocks, or folders of them' }],
  flags: [jsonFlag, ...placeFlags],
  examples: [
    'feedwright validate',
    'feedwright validate definitions/my-pack.yaml',
    'feedwright validate fixtures/my-pack/mock.yaml',
    'feedwright validate --json',
  ],
  exits: { 0: 'no errors; there may be warnings', 2: 'a definition or a mock has errors' },
  async run(io, flags, paths) {
    const { definitions, mocks, findings: found } = await validateDefinitions(io, flags, paths);
    // Where all is well, the mocks that lie beside the definitions go without saying.
    const saysMocks = definitions === 0 || found.some(({ place }) => basename(place.file) === 'mock.yaml');
    const errors = found.filter(({ severity }) => severity === 'error').length;
    if (flags.json === true) {
      const findings = found.map(({ code, severity, message, place, hint }) => ({
        code,
        severity,
        message,
        file: shownPath(io, place.file),
        line: place.line,
        column: place.column,
        hint: hint ?? null,
      }));
      io.print(JSON.stringify({ definitions, ...(saysMocks ? { mocks } : {}), findings }));
    } else {
      for (const one of found) io.print(diagnosticLines(io, one, io.stdout));
      const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
      const checked = [
        ...(definitions === 0 ? [] : [counted(definitions, 'definition')]),
        ...(saysMocks ? [counted(mocks, 'mock')] : []),
      ].join(', ');
      io.print(
        `${checked}: ${errors === 0 && found.length === 0 ? 'no findings' : `${counted(errors, 'error')}, ${counted(found.length - errors, 'warning')}`}`,
      );
    }
    return errors === 0 ? EXIT.fine : EXIT.usage;
  },
});
