/** Names, titles, values and file names of a definition are shown by every command, and steer no terminal. */
import { expect, test } from 'vitest';
import { commandLine } from '../e2e/in-process.ts';
import { workingDirectory } from './feedwright.ts';

// oxlint-disable-next-line no-control-regex
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const definition = `language: 1
name: odd
title: "T\\e[2Jitle \\u202eelt"
version: 1.0.0
connection:
  user_fields:
    host: { label: "Ho\\u009bst", type: url, default: "https://api.example.com/\\x07", help: "He\\e]0;x\\alp" }
    mode: { label: Mode, type: select, choices: { "a\\e[1m": "A\\u2066" }, default: "a\\e[1m" }
  http: { base_url: https://api.example.com }
endpoints:
  list: { request: { path: "/l\\e[31mist" }, records: data, key: !expr id }
feeds:
  f:
    title: "F\\e[5meed"
    description: "D\\x9besc"
    source: list
    report:
      o: { type: indicator, subtype: FQDN, value: !expr v }
`;
const wrong = definition.replace('value: !expr v', 'value: !expr "$no\\x9b31m(v)"').replace('source: list', 'source: "l\\e[2Jt"');

test.each([
  [['list']],
  [['list', '--json']],
  [['validate']],
  [['validate', '--json']],
  [['show', 'odd']],
  [['show', 'odd', '--resolved']],
  [['show', 'odd', '--resolved', '--json']],
  [['plan', 'odd/f']],
  [['plan', 'odd/f', '--json']],
  [['run', 'odd/f', '--help']],
  [['run', 'odd/f\u001b[2J']],
  [['run', 'odd/f', '--set', 'a\u001b[2J=1']],
  [['run', 'odd/f', '--since', '\u009b2J']],
  [['validate', 'no\u001b[2J.yaml']],
  [['frobnicate\u001b[2J']],
])('%j', async (words) => {
  for (const text of [definition, wrong]) {
    const cwd = workingDirectory({ 'definitions/od\u001b[7md.yaml': text });
    const { stdout, stderr } = await commandLine(words, { cwd });
    expect(stdout + stderr).not.toMatch(STEERING);
    expect(stdout + stderr).not.toBe('');
    if (words.includes('--json') && text === definition) for (const line of stdout.trimEnd().split('\n')) JSON.parse(line);
  }
});
