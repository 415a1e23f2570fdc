import type { Json } from '../language/basics/json.ts';
import { driftIn, presentDrift, type Drift, type Judged } from './drift.ts';
import { WindowShapes } from './fold/window-shapes.ts';
import { learn } from './known/learn.ts';
import { isMemory, type Memory } from './known/memory.ts';
import { markTold, settled } from './known/settle.ts';
import type { DriftFinding } from './told/finding.ts';
import { driftVerdict, type DriftVerdict } from './verdict.ts';

interface Watched extends Judged, Pick<Memory, 'asked' | 'sendsAgain'> {
  /** As the store kept it. */
  readonly before: Json | undefined;
  /** Whatever has changed is as it should be. */
  readonly accepts: boolean;
}

/** What came of a window. */
interface WindowDrift {
  readonly verdict: DriftVerdict;
  /** What is remembered once the window counts, as the store keeps it. */
  readonly shape: Json;
}

/** Holds the windows of one run against the shape that came before. */
export class DriftWatch {
  /** Of the window that is received. */
  readonly shapes = new WindowShapes();
  readonly #watched: Watched;
  #memory: Memory | undefined;
  #latest: Drift | undefined;
  /** What is told once, of earlier windows. */
  readonly #told: DriftFinding[] = [];

  constructor(watched: Watched) {
    this.#watched = watched;
    this.#memory = isMemory(watched.before) ? watched.before : undefined;
  }

  /** What of the window that was received is other than before; `fetched`: its records, as the ledger counts them. */
  judge(moment: { readonly run: string; readonly at: number }, fetched: number): WindowDrift {
    const { asked, sendsAgain, accepts, feed, main } = this.#watched;
    const learned = learn(this.#memory, this.shapes.came(main, fetched), { ...moment, asked, sendsAgain });
    const drift = driftIn(learned, this.#watched);
    this.#latest = drift;
    this.#told.push(...drift.findings.filter(({ what }) => what === 'new' || what === 'kind'));
    const verdict = accepts ? ({ kind: 'note' } as const) : driftVerdict(feed.drift, drift, learned.windows);
    // Who applies a window that was held takes its shape for the right one.
    const isSettled = accepts || verdict.kind === 'hold';
    const memory = isSettled ? settled(learned, drift.changes) : markTold(learned, drift.changes);
    return { verdict, shape: memory as unknown as Json };
  }

  /** The window counts, and with it its shape: later windows are held against it. */
  keep(shape: Json): void {
    if (isMemory(shape)) this.#memory = shape;
  }

  /** What of the run's windows is other than before; of a run without any, what was so before it. */
  findings(): readonly DriftFinding[] {
    const all = [...(this.#latest?.findings ?? presentDrift(this.#watched.before, this.#watched)), ...this.#told];
    return [...new Map(all.map((one) => [`${one.endpoint} ${one.path} ${one.what === 'new'}`, one])).values()];
  }
}
