/** Names of columns with dots in them are names where the rows below say so, and values where they are alike. */
import { expect, test } from 'vitest';
import { guessTable } from '../../engine/scaffold/sample/table-text.ts';

const header = (text: string): unknown => guessTable(text.split('\n'), undefined)?.options['header'] ?? 'the first row';

test.each([
  ['source.ip,threat.name,score\n192.0.2.1,Malware,90\n192.0.2.2,Botnet,80', 'the first row'],
  ['source.ip,threat.name\n192.0.2.1,Malware\n192.0.2.2,Botnet', 'the first row'],
  ['host.name,first.seen\nlogin.example.com,2026-01-01\nshop.example.net,2026-01-02', 'the first row'],
  ['host.name,score\nlogin.example.com,90\nshop.example.net,20', 'the first row'],
  ['domain,score\nlogin.example.com,90\nshop.example.net,20', 'the first row'],
  ['login.example.com,phishing\nshop.example.net,malware', ['column_1', 'column_2']],
  ['login.example.com,90\nshop.example.net,20', ['column_1', 'column_2']],
  ['login.example.com,phishing\n192.0.2.1,malware', ['column_1', 'column_2']],
  ['192.0.2.1,Malware\n192.0.2.2,Botnet', ['column_1', 'column_2']],
])('%j', (text, found) => {
  expect(header(text)).toEqual(found);
});
