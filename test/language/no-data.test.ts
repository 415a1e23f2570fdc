/** `{{x}}` and a bare path are fields of the vendor's data: where there is none, they can't be right. */
import { describe, expect, test } from 'vitest';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { loadPack } from '../../engine/language/load.ts';

const vocabulary = createVocabulary();

interface Parts {
  readonly http?: string;
  readonly request?: string;
  readonly value?: string;
  readonly action?: string;
}

const findings = ({ http = '', request = 'path: /l', value = '!expr v', action = 'path: /a' }: Parts): readonly string[] => {
  const text = `language: 1
name: demo
title: Demo
version: 1.0.0
connection:
  user_fields: { url: { label: Host, type: url }, key: { label: Key, type: text } }
  http:
    base_url: https://api.example.com
${http === '' ? '' : `    ${http}\n`}endpoints:
  list: { request: { ${request} }, records: data, key: !expr id }
feeds:
  f: { title: F, source: list, window: { time: !expr v, period: P1D }, report: { o: { type: note, value: ${value} } } }
actions:
  a: { title: A, accepts: [note], options: { m: { label: M, type: text } }, request: { method: POST, ${action} } }
`;
  const { diagnostics } = loadPack('demo.yaml', vocabulary, { read: () => text });
  return diagnostics.map(({ code, message, hint }) => `${code} ${/`[^`]*`/.exec(message)?.[0]} ${hint}`);
};

describe('without data to read', () => {
  test.each<readonly [string, Parts, string]>([
    [
      'headers of the connection',
      { http: 'headers: { X: !tmpl "{{user.url}}" }' },
      '`{{user.url}}` Did you mean `{{@user.url}}`?',
    ],
    ['an option alone', { http: 'headers: { X: !tmpl "{{key}}" }' }, '`{{key}}` Did you mean `{{@user.key}}`?'],
    ['within a helper', { http: 'headers: { X: !tmpl "a {{lower user.key}}" }' }, '`{{user.key}}` Did you mean `{{@user.key}}`?'],
    ['an expression of a setting', { http: 'verify_tls: !expr user.key = "a"' }, '`user.key` Did you mean `$user.key`?'],
    ['a path', { request: 'path: !tmpl "/l/{{user.key}}"' }, '`{{user.key}}` Did you mean `{{@user.key}}`?'],
    [
      'a query',
      { request: 'path: /l, query: { s: !expr since }' },
      '`since` Did you mean `$run.since` or `$window.since` or `$slice.since`?',
    ],
    [
      'a query within a function',
      { request: 'path: /l, query: { s: !expr "$string(page.number)" }' },
      '`page.number` Did you mean `$page.number`?',
    ],
    ['an action', { action: 'path: /a, json: { m: !expr object.value }' }, '`object.value` Did you mean `$object.value`?'],
    ['an option of an action', { action: 'path: /a, json: { m: !expr m }' }, '`m` Did you mean `$options.m`?'],
    [
      'a login',
      {
        http: 'auth: { kind: session, login: { method: POST, path: /in, json: { k: !expr user.key } }, token: !expr token, headers: { A: !expr $token } }',
      },
      '`user.key` Did you mean `$user.key`?',
    ],
    [
      'the headers after a login',
      {
        http: 'auth: { kind: session, login: { method: POST, path: /in }, token: !expr token, headers: { A: !tmpl "Bearer {{token}}" } }',
      },
      '`{{token}}` Did you mean `{{@token}}`?',
    ],
    [
      'a name that is nothing of ours',
      { action: 'path: /a, json: { m: !expr foo }' },
      '`foo` What is yours is written with `$`: `$user`, `$object`, `$options`; a text stands in quotes.',
    ],
  ])('%s', (_, parts, found) => {
    expect(findings(parts)).toEqual([`expression.no-data ${found}`]);
  });
});

describe('what is right stays without a finding', () => {
  test.each<readonly [string, Parts]>([
    ['a template over the record', { value: '!tmpl "{{user.login}} {{v}} {{@user.key}}"' }],
    ['what steps into our own names', { request: `path: /l, query: { s: !expr "$split($user.key, ',')[0]" }` }],
    ['a predicate over our own list', { request: `path: /l, query: { s: !expr "$user[key = 'a'].url" }` }],
    ['a text', { request: `path: /l, query: { s: !expr "'since'" }` }],
    ['a function of ours', { request: `path: /l, query: { s: !expr "$map([1, 2], function($v) { $v + 1 })" }` }],
    [
      'a token of an answer',
      {
        http: 'auth: { kind: session, login: { method: POST, path: /in }, token: !expr data.token, headers: { A: !expr $token } }',
      },
    ],
  ])('%s', (_, parts) => {
    expect(findings(parts)).toEqual([]);
  });
});
