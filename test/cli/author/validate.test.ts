/** What `feedwright validate` says of findings: to a person, and to the programs of CI. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { commandLine, inProcess } from '../../e2e/in-process.ts';
import { type Ended, workingDirectory } from '../feedwright.ts';
import { sarifSubset } from './sarif-subset.ts';

const definition = `language: 1
name: demo
title: Demo
version: 1.0.0
connection: { http: { base_url: https://api.example.com } }
endpoints:
  list: { request: { path: /l }, records: data, key: !expr id }
feeds:
  f:
    title: A Feed
    source: list
    report:
      o: { type: note, value: !expr v }
defaults: { endpoint: { samples: [l-1.json] } }
`;
const SAMPLE = '{ "data": [{ "id": 1, "v": 2 }] }';
/** One error in line 7, column 58, one in line 13, column 33. */
const wrong = definition.replace('!expr id', '!expr $usr.id').replace('!expr v', '!expr $fooo(v)');
/** A merge key is followed, but warned of. */
const doubtful = definition.replace('o: { type: note', 'o: { <<: { type: note }').replace('{ type: note }, ', '{ type: note }, ');

const folderWith = (text: string, more: Readonly<Record<string, string>> = {}): string =>
  workingDirectory({ 'definitions/demo.yaml': text, 'fixtures/demo/l-1.json': SAMPLE, ...more });
const validate = (cwd: string, ...words: readonly string[]): Promise<Ended> => commandLine(['validate', ...words], { cwd });
const onTerminal = (cwd: string): Promise<Ended> =>
  inProcess('validate', {}, [[]] as unknown as readonly string[], { cwd, typed: '' });
const plain = async (cwd: string): Promise<string> => stripVTControlCharacters((await onTerminal(cwd)).stdout);

describe('the line that a finding is about', () => {
  const said = `definitions/demo.yaml:7:60: error: There is no variable \`$usr\` in a record. [expression.unknown-variable]
 7 |   list: { request: { path: /l }, records: data, key: !expr $usr.id }
   |                                                            ^
  hint: Did you mean \`$user\`?
`;

  test('is shown on a terminal, with colours', async () => {
    const { stdout, code } = await onTerminal(folderWith(wrong));
    expect(stripVTControlCharacters(stdout)).toContain(said);
    expect(stdout).toContain('\u001b[31m^\u001b[39m');
    expect(code).toBe(2);
  });

  test('is shown elsewhere with --pretty, and not without it', async () => {
    const cwd = folderWith(wrong);
    expect((await validate(cwd, '--pretty')).stdout).toContain(said);
    expect((await validate(cwd)).stdout).not.toContain(' | ');
  });

  test.each([
    ['tabs', '\t\tx', ''],
    ['wide characters', '日本語한국어', '日'],
    ['emoji', '👩‍👩‍👧 a', ''],
    ['marks', 'e\u0301e\u0301', ''],
    ['what would steer the terminal', '\u009b31m\u202e', '\u009b'],
    ['a long line, left of it', 'x'.repeat(300), ''],
    ['a long line, right of it', '', '日'.repeat(300)],
    ['a long line, around it', 'x'.repeat(300), '日'.repeat(300)],
  ])('keeps the caret under the place: %s', async (_, left, right) => {
    const text = definition.replace('report:\n', `let: { x: !expr "'${left}' & $usr.id & '${right}'" }\n    report:\n`);
    const stdout = await plain(folderWith(text));
    const lines = stdout.split('\n');
    const at = lines.findIndex((line) => /^ +\| +\^$/.test(line) && lines[lines.indexOf(line) - 1]?.includes('$usr') === true);
    const [line = '', caret = ''] = [lines[at - 1], lines[at]];
    expect(line).toContain('$usr');
    const columns = (part: string): number =>
      // Of these texts alone: what is Han or Hangul takes two columns, a family of emoji two, a mark none.
      part.replaceAll(/👩‍👩‍👧|[一-龥가-힣]/gu, '##').replaceAll('\u0301', '').length;
    expect(caret.indexOf('^')).toBe(columns(line.slice(0, line.indexOf('$usr'))));
    expect(columns(line)).toBeLessThanOrEqual(80);
    // oxlint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test('is not shown of the configuration, nor where it may be a secret', async () => {
    const cwd = folderWith(
      definition.replace('http:', 'user_fields: { key: { label: Key, type: secret, default: s3cret } }, http:'),
      { 'feedwright.yaml': 'packs: { demo: { set: { kee: s3cret } } }\n' },
    );
    const stdout = await plain(cwd);
    expect(stdout).toMatch(/\[config\.unknown-option\]|\[user-field\.secret-default\]/);
    expect(stdout).not.toContain('s3cret');
  });
});

describe('--strict', () => {
  test('lets a warning count as an error, and says so', async () => {
    const cwd = folderWith(doubtful);
    expect(await validate(cwd)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/\n1 definition: 0 errors, 1 warning\n$/) as string,
    });
    expect(await validate(cwd, '--strict')).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/\n1 definition: 0 errors, 1 warning; with --strict warnings count as errors\n$/) as string,
    });
  });

  test('changes nothing where all is well', async () => {
    expect(await validate(folderWith(definition), '--strict')).toMatchObject({ code: 0, stdout: '1 definition: no findings\n' });
  });
});

describe('# feedwright-ignore', () => {
  const above = (comment: string): string => doubtful.replace('      o: {', `      ${comment}\n      o: {`);

  test.each([
    ['above the line', above('# feedwright-ignore yaml.merge-key: an editor of ours knows it')],
    ['above, beyond another comment', above('# feedwright-ignore yaml.merge-key: known\n\n      # what o is')],
    ['at its end', doubtful.replace('v }\n', 'v } # feedwright-ignore yaml.merge-key: known\n')],
    ['with several codes', above('# feedwright-ignore yaml.merge-key: known').replace('v }', 'v }')],
  ])('silences a finding: %s', async (_, text) => {
    expect(await validate(folderWith(text), '--strict')).toEqual({
      code: 0,
      stdout: '1 definition: no findings, 1 finding ignored\n',
      stderr: '',
    });
    const { ignored, findings } = JSON.parse((await validate(folderWith(text), '--json')).stdout) as Record<string, unknown>;
    expect({ ignored, findings }).toEqual({ ignored: 1, findings: [] });
  });

  test.each([
    ['without a reason', above('# feedwright-ignore yaml.merge-key'), 'ignore.no-reason', 'yaml.merge-key', 2],
    ['with an empty one', above('# feedwright-ignore yaml.merge-key:  '), 'ignore.no-reason', 'yaml.merge-key', 2],
    ['without a code', above('# feedwright-ignore'), 'ignore.no-reason', 'yaml.merge-key', 2],
    ['of another code', above('# feedwright-ignore yaml.directive: known'), 'ignore.unused', 'yaml.merge-key', 0],
    ['of no code that there is', above('# feedwright-ignore yaml.merge-kay: known'), 'ignore.unknown-code', 'yaml.merge-key', 0],
    ['of another line', `# feedwright-ignore yaml.merge-key: known\n${doubtful}`, 'ignore.unused', 'yaml.merge-key', 0],
    [
      'of an error that the definition does not run with',
      `${wrong.replace('  list:', '  # feedwright-ignore expression.unknown-variable: known\n  list:')}`,
      'ignore.refused',
      'expression.unknown-variable',
      2,
    ],
  ])('silences nothing, and is told: %s', async (_, text, code, stays, exit) => {
    const ended = await validate(folderWith(text), '--json');
    const { findings } = JSON.parse(ended.stdout) as { readonly findings: readonly { readonly code: string }[] };
    expect(findings.map((one) => one.code)).toEqual(expect.arrayContaining([code, stays]));
    expect(ended.code).toBe(exit);
  });

  test('reaches to the end of a value, and no further', async () => {
    const text = definition.replace(
      '    title: A Feed',
      '    # feedwright-ignore value.no-tag: shown as it stands\n    description: |-\n      all\n    title: A Feed\n    let: { x: $lowercase(a) }',
    );
    const { stdout } = await validate(folderWith(text));
    expect(stdout).toContain('[value.no-tag]');
    expect(stdout).toContain('[ignore.unused]');
  });

  test('within a text is no comment', async () => {
    const text = definition.replace(
      'title: A Feed',
      "title: '# feedwright-ignore x'\n    description: |\n      # feedwright-ignore y",
    );
    expect(await validate(folderWith(text))).toMatchObject({ code: 0, stdout: '1 definition: no findings\n' });
  });

  test.each([
    ['in quotes', '"$exists($window) ?\n            $window.since : 0"'],
    ['as a block', '|-\n            $exists($window) ?\n            $window.since : 0'],
    ['as a block that begins with empty lines', '|-\n\n\n            $window.since'],
  ])('covers a value of several lines: %s', async (_, value) => {
    // Of two feeds one has no window: the warning stands at `$window`, within the text.
    const text = (comment: string): string => `language: 1
name: demo
title: Demo
version: 1.0.0
connection: { http: { base_url: https://api.example.com } }
endpoints:
  list:
    records: data
    key: !expr id
    samples: [l-1.json]
    request:
      path: /l
      query:
        ${comment}
        since: !expr ${value}
feeds:
  f: { title: F, source: list, report: { o: { type: note, value: !expr v } } }
  g: { title: G, source: list, window: { period: P1D }, report: { o: { type: note, value: !expr v } } }
`;
    expect((await validate(folderWith(text('')))).stdout).toContain('[expression.no-window]');
    const silent = text('# feedwright-ignore expression.no-window: a year is meant there');
    expect((await validate(folderWith(silent))).stdout).toMatch(/^1 definition: no findings, [12] findings? ignored\n$/);
  });
});

describe('for other programs', () => {
  test('SARIF holds rules, results and places', async () => {
    const { stdout, code } = await validate(folderWith(wrong), '--sarif');
    const log = JSON.parse(stdout) as SarifLog;
    const ajv = new Ajv({ formats: { uri: true, 'uri-reference': true } });
    expect(ajv.validate(sarifSubset, log), ajv.errorsText()).toBe(true);
    const { results, tool } = log.runs[0] as SarifLog['runs'][0];
    expect(code).toBe(2);
    expect(results.map(({ ruleId, level, locations }) => ({ ruleId, level, at: locations[0]?.physicalLocation }))).toEqual([
      {
        ruleId: 'expression.unknown-variable',
        level: 'error',
        at: { artifactLocation: { uri: 'definitions/demo.yaml' }, region: { startLine: 7, startColumn: 60 } },
      },
      {
        ruleId: 'expression.unknown-function',
        level: 'error',
        at: { artifactLocation: { uri: 'definitions/demo.yaml' }, region: { startLine: 13, startColumn: 37 } },
      },
    ]);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    for (const { help } of tool.driver.rules) expect(help.text).toMatch(/Wrong:\n[^]+Right:\n/);
  });

  test('SARIF keeps a fingerprint where lines are put in above, and gives each finding its own', async () => {
    const twice = wrong.replace('      o: {', '      p: { type: note, value: !expr $fooo(v) }\n      o: {');
    const printsOf = async (text: string): Promise<readonly string[]> => {
      const log = JSON.parse((await validate(folderWith(text), '--sarif')).stdout) as SarifLog;
      return log.runs[0]?.results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints)) ?? [];
    };
    const prints = await printsOf(twice);
    expect(new Set(prints).size).toBe(3);
    expect(await printsOf(`# a line\n${twice}`)).toEqual(prints);
  });

  test('SARIF of nothing is a run without results; a file name with blanks is an address', async () => {
    const none = JSON.parse((await validate(folderWith(definition), '--sarif')).stdout) as SarifLog;
    expect(none.runs[0]?.results).toEqual([]);
    const cwd = workingDirectory({ 'definitions/my pack.yaml': wrong, 'fixtures/demo/l-1.json': SAMPLE });
    const log = JSON.parse((await validate(cwd, '--sarif')).stdout) as SarifLog;
    expect(log.runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('definitions/my%20pack.yaml');
  });

  test('annotations are read back', async () => {
    const { stdout } = await validate(folderWith(`${wrong}# 100%\n`), '--github');
    const read = stdout.split('\n').flatMap((line) => {
      const found = /^::(error|warning) ([^:]*)::(.*)$/.exec(line);
      if (found === null) return [];
      const back = (text = ''): string =>
        text.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%0A', '\n').replaceAll('%25', '%');
      const properties = Object.fromEntries((found[2] ?? '').split(',').map((one) => one.split('=').map(back)));
      return [{ kind: found[1], properties: properties as Record<string, string>, message: back(found[3]) }];
    });
    expect(read[0]).toEqual({
      kind: 'error',
      properties: { file: 'definitions/demo.yaml', line: '7', col: '60', title: 'expression.unknown-variable' },
      message: 'There is no variable `$usr` in a record.\nDid you mean `$user`?',
    });
    expect(read).toHaveLength(2);
    expect(stdout).toMatch(/\n1 definition: 2 errors, 0 warnings\n$/);
  });

  test('warnings are annotations of their kind, unless they count as errors', async () => {
    const cwd = folderWith(doubtful);
    expect((await validate(cwd, '--github')).stdout).toMatch(
      /^::warning file=definitions\/demo\.yaml,line=13,col=\d+,title=yaml\.merge-key::/,
    );
    expect((await validate(cwd, '--github', '--strict')).stdout).toMatch(/^::error /);
  });

  test('JUnit has a test case for each file, and is read back', async () => {
    const cwd = folderWith(wrong, {
      'definitions/fine.yaml': definition.replace('name: demo', 'name: fine'),
      'definitions/odd.yaml': doubtful.replace('name: demo', 'name: odd').replace('Demo', '"<&>"'),
      'fixtures/fine/l-1.json': SAMPLE,
      'fixtures/odd/l-1.json': SAMPLE,
    });
    const { stdout } = await validate(cwd, '--junit');
    expect(stdout).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites>\n {2}<testsuite name="feedwright validate" tests="3" failures="1">/,
    );
    const cases = [...stdout.matchAll(/<testcase [^>]*name="([^"]*)"[^>]*?(?:\/>|>([^]*?)<\/testcase>)/g)];
    expect(cases.map(([, name]) => name)).toEqual(['definitions/demo.yaml', 'definitions/fine.yaml', 'definitions/odd.yaml']);
    expect(cases[0]?.[2]).toMatch(
      /<failure message="There is no variable `\$usr` in a record\. \(and 1 more\)" type="expression\.unknown-variable">definitions\/demo\.yaml:7:60: error: [^]*?definitions\/demo\.yaml:13:37: error: [^<]*<\/failure>/,
    );
    expect(cases[1]?.[2]).toBeUndefined();
    expect(cases[2]?.[2]).toMatch(
      /^\s*<system-out>definitions\/odd\.yaml:13:\d+: warning: The merge key `&lt;&lt;` [^]*<\/system-out>\s*$/,
    );
    expect((await validate(cwd, '--junit', '--strict')).stdout).toContain('tests="3" failures="2"');
  });

  test.each([
    [['--json', '--sarif'], '--json and --sarif'],
    [['--github', '--junit'], '--github and --junit'],
    [['--json', '--watch'], '--json and --watch'],
    [['--pretty', '--sarif'], '--sarif and --pretty'],
  ])('%j exclude each other', async (words, names) => {
    expect(await validate(folderWith(definition), ...words)).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: ${names} can't be asked for together. [usage.together]\n  hint: Choose one of them, and call it again for the other.\n`,
    });
  });
});

test('--watch checks again with each save, until it is interrupted', async () => {
  const cwd = folderWith(wrong);
  const stop = new AbortController();
  const notes: string[] = [];
  const running = inProcess('validate', { watch: true }, [[]] as unknown as readonly string[], {
    cwd,
    signal: stop.signal,
    heard: (text) => {
      notes.push(text);
      if (!text.includes('waiting for the next save')) return;
      const waits = notes.filter((one) => one.includes('waiting')).length;
      if (waits === 1) writeFileSync(join(cwd, 'definitions/demo.yaml'), definition);
      else stop.abort();
    },
  });
  const { stdout, code } = await running;
  expect(stdout).toMatch(/1 definition: 2 errors, 0 warnings\n1 definition: no findings\n$/);
  expect(code).toBe(0);
});

interface SarifLog {
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly rules: readonly { readonly id: string; readonly help: { readonly text: string } }[] };
    };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly partialFingerprints: object;
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: object };
      }[];
    }[];
  }[];
}
