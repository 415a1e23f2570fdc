import { setImmediate as turn } from 'node:timers/promises';
import { UsageError } from '../../../language/basics/errors.ts';
import { suggest } from '../../../language/basics/nearest.ts';
import { sinks } from '../../../components/sinks/registry.ts';
import type { Batches, FileSink, SinkContext } from '../../../components/sinks/sink.ts';
import type { OutboundObject } from '../../../object/outbound.ts';
import type { Outbox, StoredOutbound } from '../../../store/contract/outbox.ts';
import type { Tables } from '../../packs/bind-tables.ts';
import type { World } from '../../world.ts';
import { heldBack, released, type HoldBack } from '../destination/hold-back.ts';
import { OtherEnds } from '../destination/other-ends.ts';
import { Reasons } from './reasons.ts';
import type { ReplacedFile } from './replaced-file.ts';

export interface ExportRow {
  readonly format: string;
  /** Where it is, undefined for a stream. */
  readonly file: string | undefined;
  readonly objects: number;
  /** By reason. */
  readonly left_out: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
}

/** The format of that name. Throws UsageError where no file has it. */
export const fileSink = (format: string): FileSink => {
  const files = Object.values(sinks).filter((sink): sink is FileSink => sink.reach === 'file');
  const found = files.find(({ name }) => name === format);
  if (found !== undefined) return found;
  const says = format === '' ? 'No format is named.' : `There is no format "${format.slice(0, 64)}" for files.`;
  throw new UsageError('usage.format', says, {
    hint: Object.hasOwn(sinks, format)
      ? 'It is a kind of destination: write one under `destinations:` in feedwright.yaml, and use `feedwright push`.'
      : suggest(
          format,
          files.map(({ name }) => name),
        ),
  });
};

export interface Export {
  readonly sink: FileSink;
  readonly options: Readonly<Record<string, unknown>>;
  readonly holdBack: HoldBack;
  /** Objects that have not changed since then, ms since epoch, stay out. */
  readonly changedSince?: number | undefined;
  /** Objects that were taken back are in it as gone, for whoever has read the file before. */
  readonly takenBack?: boolean | undefined;
  readonly name: string;
  readonly table: Tables;
}

/** Batches between two of which others get their turn. */
const TURN = 2;

/** Everything that a destination may have, as the text of a file. */
export class WholeExport {
  readonly #world: Pick<World, 'now' | 'signal'>;
  readonly #outbox: Outbox;
  readonly #wish: Export;
  readonly #leftOut = new Reasons();
  readonly #refused = new Reasons();
  #objects = 0;

  constructor(world: Pick<World, 'now' | 'signal'>, outbox: Outbox, wish: Export) {
    this.#world = world;
    this.#outbox = outbox;
    this.#wish = wish;
  }

  parts(): AsyncIterable<string> {
    const { sink, options, name, table } = this.#wish;
    const context: SinkContext = {
      now: this.#world.now(),
      name,
      table,
      refuse: (_, reason) => {
        this.#refused.add(reason);
        this.#objects -= 1;
      },
    };
    return sink.write(this.#batches(), options, context);
  }

  row(file: string | undefined): ExportRow {
    const { sink } = this.#wish;
    return {
      format: sink.name,
      file,
      objects: this.#objects,
      left_out: this.#leftOut.toJSON(),
      refused: this.#refused.toJSON(),
    };
  }

  /** The file is as it was before, or the whole of it. */
  async writeTo(file: ReplacedFile, keep = 0): Promise<void> {
    try {
      for await (const text of this.parts()) file.write(text);
      file.settle(keep);
    } catch (error) {
      file.discard();
      throw error;
    }
  }

  async *#batches(): Batches {
    const { holdBack, changedSince, takenBack } = this.#wish;
    const others = new OtherEnds(this.#outbox, holdBack, this.#world.now());
    let batch: StoredOutbound[] = [];
    let count = 0;
    for await (const object of this.#outbox.all(this.#world.now(), { takenBack })) {
      const reason = changedSince !== undefined && object.changedAt < changedSince ? 'unchanged' : heldBack(object, holdBack);
      if (reason !== undefined) {
        this.#leftOut.add(reason);
        continue;
      }
      batch.push(object);
      if (batch.length < BATCH) continue;
      yield await this.#released(batch, others);
      batch = [];
      this.#world.signal.throwIfAborted();
      if (++count % TURN === 0) await turn();
    }
    if (batch.length > 0) yield await this.#released(batch, others);
  }

  async #released(batch: readonly StoredOutbound[], others: OtherEnds): Promise<readonly OutboundObject[]> {
    this.#objects += batch.length;
    const mayKnow = await others.of(batch);
    return batch.map((object) => released(object, this.#wish.holdBack, mayKnow));
  }
}

const BATCH = 256;
