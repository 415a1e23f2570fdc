/** Whatever is typed wrongly is one sentence and what to write instead, with exit code 1 or 2, by every command. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLine } from '../../e2e/in-process.ts';
import { workingDirectory } from '../feedwright.ts';

const definition = `language: 1
name: demo
title: Demo
version: 1.0.0
connection: { http: { base_url: https://api.example.com } }
endpoints:
  list: { request: { path: /l }, records: data, key: !expr id }
feeds:
  f: { title: F, source: list, report: { o: { type: note, value: !expr v } } }
  w: { title: W, source: list, window: { period: P7D }, report: { o: { type: note, value: !expr v } } }
actions:
  a: { title: A, accepts: [note], request: { method: POST, path: /a } }
`;

const lines = `run
run demo
run demo/
run /x
run demo/f/x
run demo/nope
run nope/f
run definitions
run definitions/demo.yaml
run definitions/demo.yaml#nope
run definitions#f
run none.yaml#f
run demo/f --set x
run demo/f --set =x
run demo/f --set nope=1
run demo/f --store nope
run demo/f --store sqlite:
run demo/f --store sqlite:folder
run demo/f --config folder
run demo/f --config none.yaml
run demo/f --definitions none
run demo/f --definitions definitions/demo.yaml
run demo/f --instance nope
run demo/f --mock
run demo/f --since P1D
run demo/w --since yesterday
run demo/w --since -P1D
run demo/w --since P1M
run demo/w --since 2026-02-30
run demo/w --since 2027-01-01 --until 2026-01-01
run demo/w --until 2026-13-01
run demo/f --limit 0
run demo/f --limit x
run demo/f extra
run demo/f --nope
plan
plan demo/nope
plan demo/w --since x
plan demo/f --store sqlite:folder
act
act demo/f
act demo/nope
act demo/a --object nope --dry-run
act demo/a --object-file none.json --dry-run
act demo/a --object-file folder --dry-run
act demo/a --object-file definitions/demo.yaml --dry-run
list extra
list --definitions none
validate none
validate folder
validate definitions/demo.yaml/x
format none
show
show nope
show folder
show none.yaml
show demo --json
objects
objects --store sqlite:folder
runs
runs x
runs --limit -1
quarantine
quarantine --feed nope/f
store info
store backup
store nope
store copy
store copy sqlite:none.db
store copy sqlite:none.db sqlite:there.db
store copy nope postgres://u:secret@
state
state show
state show demo/f
state show nope/f
state set demo/f
state set demo/f --until x
state set demo/f --value {
state rewind demo/f
state rewind demo/f P1D --all
new
new folder
new none.json
new definitions/demo.yaml --name Bad/Name
mock
mock nope
mock demo
mock demo --port x
mock demo --port 70000
nope`.split('\n');

test.each(lines)('%s', async (line) => {
  const cwd = workingDirectory({ 'definitions/demo.yaml': definition });
  mkdirSync(join(cwd, 'folder'));
  const { code, stdout, stderr } = await commandLine(line.split(' '), { cwd });
  expect([1, 2]).toContain(code);
  const said = stdout + stderr;
  expect(said).not.toMatch(/mistake of its own|\n {4}at |undefined|\[object|Error:|node:/);
  expect(said).toMatch(/error: |warning: |Usage: /);
});
