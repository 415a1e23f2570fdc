import {
  ErrorCodes,
  ResponseError,
  type CancellationToken,
  type Connection,
  type Position,
  type TextEdit,
} from 'vscode-languageserver/node';
import type { Diagnostic } from '../../language/basics/place.ts';
import { formatDefinition } from '../../language/format.ts';
import { completionsAt } from '../complete/complete.ts';
import { actionsFor } from '../edit/actions.ts';
import { NotRenamed, renameAt, renameRange } from '../edit/rename.ts';
import { ContextFinder } from '../expression/contexts.ts';
import { hoverAt } from '../hover/hover.ts';
import { definitionsAt, outlineOf, referencesAt } from '../navigate/navigate.ts';
import type { Workspace } from '../project/workspace.ts';
import { documentOf, rangeOf } from '../text/span.ts';

/** A file that is asked about. */
export interface Subject {
  readonly workspace: Workspace;
  readonly file: string;
}

export interface Desk {
  subject(uri: string): Subject | undefined;
  /** What is shown of a file. */
  findings(file: string): readonly Diagnostic[];
  failed(what: string, error: unknown): void;
}

interface AboutFile {
  readonly textDocument: { readonly uri: string };
}
interface AboutPlace extends AboutFile {
  readonly position: Position;
}

const offsetOf = ({ workspace, file }: Subject, position: Position): number =>
  documentOf(workspace.text(file) ?? '').offsetAt(position);

/** A request about a file, answered with `none` where something fails inside, which is told in the editor's log. */
type Answer = <P extends AboutFile, R>(
  what: string,
  none: R,
  give: (subject: Subject, params: P) => R | Promise<R>,
) => (params: P, token: CancellationToken) => Promise<R>;

const answerer =
  (desk: Desk): Answer =>
  (what, none, give) =>
  async (params, token) => {
    const subject = token.isCancellationRequested ? undefined : desk.subject(params.textDocument.uri);
    if (subject === undefined) return none;
    try {
      return await subject.workspace.within(() => give(subject, params));
    } catch (error) {
      if (error instanceof NotRenamed) throw new ResponseError(ErrorCodes.InvalidRequest, error.message);
      desk.failed(`${what} failed`, error);
      return none;
    }
  };

/** Answers what an editor asks. */
export const answerRequests = (connection: Connection, desk: Desk): void => {
  const answer = answerer(desk);
  answerAtCursor(connection, desk, answer);
  answerOfNames(connection, answer);
  connection.onCodeAction(
    answer('code actions', [], ({ workspace, file }, { range: { start, end } }) => {
      const touched = desk.findings(file).filter(({ place: { line } }) => line > start.line && line - 1 <= end.line);
      return [...actionsFor(workspace, file, touched)];
    }),
  );
  connection.onDocumentSymbol(answer('symbols', [], ({ workspace, file }) => [...outlineOf(workspace.tree(file))]));
  connection.onDocumentFormatting(answer('formatting', [], ({ workspace, file }) => [...formatted(workspace.text(file) ?? '')]));
};

/** Completion and hover, which ask for what an expression sees. */
const answerAtCursor = (connection: Connection, desk: Desk, answer: Answer): void => {
  const finders = new WeakMap<Workspace, ContextFinder>();
  const finderOf = (workspace: Workspace): ContextFinder => {
    const finder = finders.get(workspace) ?? new ContextFinder(workspace);
    finders.set(workspace, finder);
    return finder;
  };
  connection.onCompletion(
    answer('completion', [], async (subject, { position }: AboutPlace) => {
      const { workspace, file } = subject;
      return [...(await completionsAt(workspace, finderOf(workspace), file, offsetOf(subject, position)))];
    }),
  );
  connection.onHover(
    answer('hover', null, async (subject, { position }: AboutPlace) => {
      const { workspace, file } = subject;
      const at = offsetOf(subject, position);
      return (await hoverAt(workspace, finderOf(workspace), file, at, desk.findings(file))) ?? null;
    }),
  );
};

const answerOfNames = (connection: Connection, answer: Answer): void => {
  connection.onDefinition(
    answer('definition', [], (subject, { position }: AboutPlace) => [
      ...definitionsAt(subject.workspace, subject.file, offsetOf(subject, position)),
    ]),
  );
  connection.onReferences(
    answer('references', [], (subject, { position, context }) => [
      ...referencesAt(subject.workspace, subject.file, offsetOf(subject, position), {
        withDeclaration: context.includeDeclaration,
      }),
    ]),
  );
  connection.onPrepareRename(
    answer('rename', null, (subject, { position }: AboutPlace) =>
      renameRange(subject.workspace, subject.file, offsetOf(subject, position)),
    ),
  );
  connection.onRenameRequest(
    answer('rename', null, (subject, { position, newName }) =>
      renameAt(subject.workspace, subject.file, offsetOf(subject, position), newName),
    ),
  );
};

const formatted = (text: string): readonly TextEdit[] => {
  const { text: newText, changes } = formatDefinition(text);
  return changes.length === 0 ? [] : [{ range: rangeOf(text, { start: 0, end: text.length }), newText }];
};
