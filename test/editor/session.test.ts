/** A session with the real server: a process, over stdio, by the protocol. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  CodeAction,
  CompletionItem,
  Diagnostic,
  DocumentSymbol,
  Hover,
  Location,
  Position,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { base } from '../cli/author/explained/base.ts';
import { DEMO, makeDemo } from './demo.ts';
import { startSession, type Session } from './lsp-client.ts';

const text = base[DEMO] ?? '';
const CONNECTION = 'definitions/connection.yaml';
let session: Session;

beforeAll(async () => {
  session = await startSession(makeDemo());
  await session.open(DEMO);
  await session.findings(DEMO, () => true);
});

afterAll(async () => {
  expect(await session.end()).toEqual({ code: 0, stderr: '' });
  expect(session.logged).toEqual([]);
});

/** The place behind the first `part` of the definition, or of another text. */
const behind = (part: string, whole = text): Position =>
  TextDocument.create('', '', 0, whole).positionAt(whole.indexOf(part) + part.length);
const marked = (whole: string, { range }: { readonly range: Diagnostic['range'] }): string =>
  TextDocument.create('', '', 0, whole).getText(range);
const applied = (whole: string, edits: readonly TextEdit[] = []): string =>
  TextDocument.applyEdits(TextDocument.create('', '', 0, whole), [...edits]);

const codes = (findings: readonly Diagnostic[]): readonly unknown[] => findings.map(({ code }) => code);

describe('findings', () => {
  test('are shown while one types, over the word that they are about, and go with it', async () => {
    const wrong = text.replace('$user.minimum', '$user.minimun');
    await session.change(DEMO, wrong);
    const [finding] = await session.findings(DEMO, (all) => all.length > 0);
    expect(finding).toMatchObject({ code: 'expression.unknown-option', severity: 1, source: 'feedwright' });
    expect(finding && marked(wrong, finding)).toBe('$user.minimun');
    await session.change(DEMO, text);
    await session.findings(DEMO, (all) => all.length === 0);
  });

  test('see what other files hold that have not been saved', async () => {
    const connection = base[CONNECTION] ?? '';
    await session.open(CONNECTION, connection.replace('  host:', '  server:'));
    expect(codes(await session.findings(CONNECTION, (all) => all.length > 0))).toEqual(['expression.unknown-option']);
    await session.change(CONNECTION, connection);
    await session.findings(CONNECTION, (all) => all.length === 0);
  });

  test('of a mock are shown in the mock', async () => {
    const file = 'fixtures/demo/mock.yaml';
    await session.open(file, (base[file] ?? '').replace('clock: 2026-01-08', 'clok: 2026-01-08'));
    expect(codes(await session.findings(file, (all) => all.length > 0))).toContain('definition.unknown-key');
    await session.change(file, base[file] ?? '');
    await session.findings(file, (all) => all.length === 0);
  });
});

test('a name is completed in an expression that is half typed', async () => {
  const half = text.replace('value: !expr domain', 'value: !expr $lowercase(contact.ma');
  await session.change(DEMO, half);
  const items = await session.ask<CompletionItem[]>('completion', DEMO, behind('$lowercase(contact.ma', half));
  const mail = items.find(({ label }) => label === 'mail');
  expect(mail).toMatchObject({ detail: 'text (email)' });
  expect(applied(half, [mail?.textEdit as TextEdit])).toContain('value: !expr $lowercase(contact.mail\n');
  await session.change(DEMO, text);
});

describe('a hover tells', () => {
  const told = async (part: string): Promise<unknown> => {
    const hover = await session.ask<Hover>('hover', DEMO, behind(part));
    return (hover.contents as { readonly value: string }).value;
  };

  test('the type of what the vendor sends, and a value of the samples', async () => {
    expect(await told('value: !expr dom')).toContain('`"one.example"`');
  });
  test("an option's label and default", async () => {
    expect(await told('score >= $user.min')).toMatch(/\*\*Minimum\*\*[^]*`5`/);
  });
  test('what a function takes and gives', async () => {
    expect(await told('!expr $tab')).toContain('$table(name, key, otherwise?)');
  });
  test('what a key means', async () => {
    expect(await told('    window')).toContain('**window**');
  });
});

test('a name leads to where it is declared, in whichever file', async () => {
  const [found] = await session.ask<Location[]>('definition', CONNECTION, behind('{{@user.ho', base[CONNECTION]));
  expect(found).toMatchObject({ uri: session.uri(CONNECTION), range: { start: { line: 2, character: 2 } } });
  expect(await session.ask('definition', DEMO, behind('use: [pag'))).toMatchObject([
    { uri: session.uri('definitions/fragments.yaml'), range: { start: { line: 0, character: 0 } } },
  ]);
  expect(await session.ask('definition', DEMO, behind('connection: ./conn'))).toMatchObject([{ uri: session.uri(CONNECTION) }]);
  expect(await session.ask('definition', DEMO, behind('samples: [li'))).toMatchObject([
    { uri: session.uri('fixtures/demo/list.json') },
  ]);
});

test('all places of a name are found, in the case and the configuration as well', async () => {
  const places = await session.ask<Location[]>('references', DEMO, behind('$user.mini'), {
    context: { includeDeclaration: true },
  });
  expect(places.map(({ uri }) => uri.replace(/.*\/editor-[^/]*\//, '')).toSorted()).toEqual([
    DEMO,
    DEMO,
    'feedwright.yaml',
    'fixtures/demo/cases/first.yaml',
  ]);
});

test('a name is renamed everywhere, and what can not be is refused with a reason', async () => {
  const edit = await session.ask<WorkspaceEdit>('rename', DEMO, behind('$user.mini'), { newName: 'lowest' });
  const changed = applied(text, edit.changes?.[session.uri(DEMO)]);
  expect(changed).toContain('lowest: { label: Minimum');
  expect(changed).toContain('score >= $user.lowest');
  expect(Object.keys(edit.changes ?? {})).toHaveLength(3);
  await expect(session.ask('rename', DEMO, behind('\n  cas'), { newName: 'other' })).rejects.toThrow('its state');
  await expect(session.ask('rename', DEMO, behind('    let:\n      ki'), { newName: 'page' })).rejects.toThrow(
    'variable of the language',
  );
});

test('what was meant is written by an action', async () => {
  const wrong = text.replace('value: !expr domain', 'value: !expr domian');
  await session.change(DEMO, wrong);
  const [finding] = await session.findings(DEMO, (all) => all.length > 0);
  const actions = await session.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: session.uri(DEMO) },
    range: finding?.range,
    context: { diagnostics: [finding] },
  });
  expect(actions.map(({ title }) => title)).toEqual([
    'Write domain',
    'Say that the vendor sends domian',
    'Silence path.misspelt here',
  ]);
  const [meant, sends, silence] = actions.map(({ edit }) => applied(wrong, edit?.changes?.[session.uri(DEMO)]));
  expect(meant).toBe(text);
  expect(sends).toContain('    optional: [domian]\n    use: [paged]');
  expect(silence).toContain('        # feedwright-ignore path.misspelt: why\n        value: !expr domian');
  await session.change(DEMO, text);
});

test('the outline has endpoints, feeds, entries and attributes', async () => {
  const symbols = await session.request<DocumentSymbol[]>('textDocument/documentSymbol', {
    textDocument: { uri: session.uri(DEMO) },
  });
  const names = (all: readonly DocumentSymbol[] = [], above = ''): readonly string[] =>
    all.flatMap(({ name, children }) => [`${above}${name}`, ...names(children, `${above}${name}/`)]);
  expect(names(symbols)).toEqual(
    expect.arrayContaining([
      'endpoints/search',
      'feeds/cases/case/Kind',
      'feeds/cases/kind',
      'feeds/cases/minimum',
      'tables/kinds',
    ]),
  );
});

test('an expression that YAML would cut is put in quotes by formatting', async () => {
  const wrong = text.replace('value: !expr domain', 'value: !expr domain # what it is');
  await session.change(DEMO, wrong);
  const edits = await session.request<TextEdit[]>('textDocument/formatting', {
    textDocument: { uri: session.uri(DEMO) },
    options: { tabSize: 2, insertSpaces: true },
  });
  expect(applied(wrong, edits)).toContain('        # what it is\n        value: !expr domain\n');
  await session.change(DEMO, text);
});

test('what makes no sense is answered with nothing, and the server goes on', async () => {
  const far: Position = { line: 99_999, character: 99_999 };
  const nowhere = { uri: 'untitled:Untitled-1' };
  expect(await session.ask('completion', 'definitions/none.yaml', far)).toEqual([]);
  expect(await session.ask('hover', DEMO, far)).toBeNull();
  expect(await session.request('textDocument/definition', { textDocument: nowhere, position: far })).toEqual([]);
  expect(await session.request('textDocument/documentSymbol', { textDocument: { uri: 'file:///%00' } })).toEqual([]);
  await expect(session.request('textDocument/unheard-of', {})).rejects.toThrow('Unhandled method');
  expect(await session.ask('hover', DEMO, behind('    window'))).toBeTruthy();
});
