import type { Json } from '../language/basics/json.ts';
import type { Pack } from '../language/model.ts';
import { driftIn, presentDrift, type Drifted, type KnownFed, type WatchedFeed } from './drift.ts';
import { WindowShapes } from './fold/window-shapes.ts';
import { learn } from './known/learn.ts';
import { isMemory, type Asked, type Memory } from './known/memory.ts';
import { markTold, settled } from './known/settle.ts';
import type { DriftFinding } from './told/finding.ts';
import { driftVerdict, type DriftVerdict } from './verdict.ts';

interface Watched {
  readonly pack: Pack;
  readonly feed: WatchedFeed;
  /** The endpoint whose records are the feed's. */
  readonly main: string;
  readonly asked: Asked;
  /** As the store kept it. */
  readonly before: Json | undefined;
  /** Whatever has changed is as it should be. */
  readonly accepts: boolean;
  /** A name that holds a secret is data. */
  readonly redact: (text: string) => string;
}

/** A window that was received. */
interface Received {
  readonly run: string;
  /** Ms since epoch. */
  readonly at: number;
  /** Its records, and those of them that came as in the last run, byte for byte, and were not built: as the ledger counts them. */
  readonly fetched: number;
  readonly recalled: number;
}

/** What came of a window. */
interface WindowDrift {
  readonly verdict: DriftVerdict;
  /** What is remembered once the window counts, as the store keeps it. */
  readonly shape: Json;
}

/** Each run keeps as many. */
const MOST_LISTED = 50;

/** Holds the windows of one run against the shape that came before. */
export class DriftWatch {
  /** Of the window that is received. */
  readonly shapes = new WindowShapes();
  readonly #watched: Watched;
  #memory: Memory | undefined;
  #latest: readonly Drifted[] | undefined;
  readonly #fed: KnownFed = new Map();
  /** What is told once, of earlier windows. */
  readonly #told: DriftFinding[] = [];

  constructor(watched: Watched) {
    this.#watched = watched;
    this.#memory = isMemory(watched.before) ? watched.before : undefined;
  }

  /** What of the window that was received is other than before, and what follows. */
  judge({ run, at, fetched, recalled }: Received): WindowDrift {
    const { pack, feed, main, asked, accepts, redact } = this.#watched;
    const came = this.shapes.came({ endpoint: main, fetched, recalled });
    const learned = learn(this.#memory, came, { run, at, asked, main, isData: (name) => redact(name) !== name });
    const drift = driftIn(learned, pack, feed, this.#fed);
    this.#latest = drift;
    this.#told.push(...drift.map(({ finding }) => finding).filter(({ what }) => what === 'new' || what === 'kind'));
    const verdict = accepts ? ({ kind: 'note' } as const) : driftVerdict(feed.drift, drift, learned.windows);
    const changes = drift.map(({ change }) => change);
    // Who applies a window that was held takes its shape for the right one.
    const memory = accepts || verdict.kind === 'hold' ? settled(learned, changes) : markTold(learned, changes);
    return { verdict, shape: memory as unknown as Json };
  }

  /** The window counts, and with it its shape: later windows are held against it. */
  keep(shape: Json): void {
    if (isMemory(shape)) this.#memory = shape;
  }

  /** No window has been received. */
  get isIdle(): boolean {
    return this.#latest === undefined;
  }

  /** What of the run's windows is other than before, what something hangs on first, and how much more there is; of a run without any, what was so before it. */
  findings(): { readonly listed: readonly DriftFinding[]; readonly more: number } {
    const { before, pack, feed } = this.#watched;
    const latest = this.#latest?.map(({ finding }) => finding) ?? presentDrift(before, pack, feed);
    const all = [...latest, ...this.#told];
    const each = [...new Map(all.map((one) => [`${one.endpoint} ${one.path} ${one.what === 'new'}`, one])).values()];
    return { listed: each.slice(0, MOST_LISTED), more: Math.max(0, each.length - MOST_LISTED) };
  }
}
