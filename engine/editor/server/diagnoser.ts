import type { Diagnostic as Shown } from 'vscode-languageserver/node';
import type { Diagnostic } from '../../language/basics/place.ts';
import { diagnose, isPartial, shownFinding, type Found, type Reach } from '../findings/diagnose.ts';
import type { Workspace } from '../project/workspace.ts';

/** ms of rest after a key press before the file itself is looked at, and before all that share parts with it are. */
const REST = { own: 25, all: 400 } as const;

export interface Screen {
  show(file: string, findings: readonly Shown[]): void;
  /** What went wrong inside, in a sentence. */
  failed(what: string, error: unknown): void;
}

/** Looks at files when they have changed and shows what it finds; a newer change makes an older look void. */
export class Diagnoser {
  readonly #screen: Screen;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** By file: how often it has changed. */
  readonly #changes = new Map<string, number>();
  /** By file: the files that a look at it has shown something for. */
  readonly #shownFor = new Map<string, ReadonlySet<string>>();
  readonly #found = new Map<string, readonly Diagnostic[]>();
  #last: Promise<void> = Promise.resolve();

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** `isNew`: nobody is typing, so there is nothing to wait for. */
  changed(workspace: Workspace, file: string, isNew: boolean): void {
    this.#changes.set(file, (this.#changes.get(file) ?? 0) + 1);
    this.#plan(workspace, file, 'own', isNew ? 0 : REST.own);
  }

  /** What is shown of a file. */
  findings(file: string): readonly Diagnostic[] {
    return this.#found.get(file) ?? [];
  }

  forget(file: string): void {
    this.#found.delete(file);
    clearTimeout(this.#timers.get(file));
    this.#timers.delete(file);
    this.#changes.set(file, (this.#changes.get(file) ?? 0) + 1);
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #plan(workspace: Workspace, file: string, reach: Reach, rest: number): void {
    clearTimeout(this.#timers.get(file));
    this.#timers.set(
      file,
      setTimeout(() => {
        // One after the other: several at once would only be later all.
        this.#last = this.#last.then(() => this.#look(workspace, file, reach));
      }, rest),
    );
  }

  async #look(workspace: Workspace, file: string, reach: Reach): Promise<void> {
    const change = this.#changes.get(file);
    try {
      const isWhole = reach === 'all' || !isPartial(workspace, file);
      const found = await diagnose(workspace, file, isWhole ? 'all' : 'own');
      if (this.#changes.get(file) !== change) return;
      this.#show(workspace, file, found, isWhole);
      if (!isWhole) this.#plan(workspace, file, 'all', REST.all);
    } catch (error) {
      this.#screen.failed(`${file} could not be looked at`, error);
    }
  }

  #show(workspace: Workspace, file: string, found: Found, isWhole: boolean): void {
    for (const [one, findings] of found) this.#put(workspace, one, findings);
    if (!isWhole) return;
    for (const before of this.#shownFor.get(file) ?? []) if (!found.has(before)) this.#put(workspace, before, []);
    this.#shownFor.set(file, new Set([...found].filter(([, findings]) => findings.length > 0).map(([one]) => one)));
  }

  #put(workspace: Workspace, file: string, findings: readonly Diagnostic[]): void {
    this.#found.set(file, findings);
    this.#screen.show(
      file,
      findings.map((finding) => shownFinding(workspace, finding)),
    );
  }
}
