import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from '../../language/basics/place.ts';
import { shownExample } from '../explain/explanation.ts';
import { explanationOf } from '../explain/registry.ts';
import { packageVersion } from '../runs/package-version.ts';
import { type FindingsReport, isFailure, wholeMessage } from './report.ts';
import type { LineOf } from './source-lines.ts';

/**
 * The findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/): one run, a rule for each code that was met. A finding
 * keeps its fingerprint where lines are put in above it: it is made of the code, the file, the line's own text and how many such came before.
 */
export const sarif = ({ validation, shown, isStrict }: FindingsReport, lineOf: LineOf): object => {
  const { findings } = validation;
  const codes = [...new Set(findings.map(({ code }) => code))].toSorted();
  const seen = new Map<string, number>();
  const results = findings.map((one) => {
    const uri = uriOf(shown(one.place.file));
    const what = JSON.stringify([one.code, uri, lineOf(one.place)?.trim() ?? '']);
    const before = seen.get(what) ?? 0;
    seen.set(what, before + 1);
    return {
      ruleId: one.code,
      ruleIndex: codes.indexOf(one.code),
      level: isFailure(one, isStrict) ? 'error' : 'warning',
      message: { text: wholeMessage(one) },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri },
            region: { startLine: one.place.line, startColumn: one.place.column },
          },
        },
      ],
      partialFingerprints: { 'feedwrightLine/v1': createHash('sha256').update(`${what}${before}`).digest('hex').slice(0, 32) },
    };
  });
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'feedwright',
            semanticVersion: packageVersion(),
            rules: codes.map((code) => rule(code, findings.find((one) => one.code === code)?.severity ?? 'error')),
          },
        },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
};

const rule = (id: string, level: Diagnostic['severity']): object => {
  const found = explanationOf(id);
  const base = { id, defaultConfiguration: { level } };
  if (found === undefined) return base;
  const { why } = found;
  const [bad, good] = [shownExample(found.bad), shownExample(found.good)];
  return {
    ...base,
    shortDescription: { text: why },
    help: {
      text: `${why}\n\nWrong:\n${bad}\n\nRight:\n${good}`,
      markdown: `${why}\n\nWrong:\n\n\`\`\`yaml\n${bad}\n\`\`\`\n\nRight:\n\n\`\`\`yaml\n${good}\n\`\`\``,
    },
  };
};

/** Relative to where the command was called, which is the root of what a CI server checks out. */
const uriOf = (path: string): string =>
  isAbsolute(path) ? pathToFileURL(path).href : path.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
