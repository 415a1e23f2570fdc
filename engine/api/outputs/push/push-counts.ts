import type { Receipt } from '../../../components/sinks/sink.ts';
import type { OutboxOutcome } from '../../../store/contract/outbox.ts';
import type { ExportRow } from '../files/whole-export.ts';
import { Reasons } from '../files/reasons.ts';

/** What a push has done. */
export interface PushedRow {
  /** Objects that were sent, and those that were taken back. */
  readonly sent: number;
  readonly taken_back: number;
  /** By reason: they are not for this destination, or there is nothing that it would have to be told. */
  readonly left_out: Readonly<Record<string, number>>;
  /** By the far side's words, or those of the format. */
  readonly refused: Readonly<Record<string, number>>;
  /** Files that were written. */
  readonly files: readonly string[];
}

/** The same while it goes on. */
export class PushCounts {
  sent = 0;
  takenBack = 0;
  readonly leftOut = new Reasons();
  readonly refused = new Reasons();
  readonly files: string[] = [];

  take({ objects, left_out, refused, file }: ExportRow): void {
    this.sent += objects;
    for (const [reason, count] of Object.entries(left_out)) this.leftOut.add(reason, count);
    for (const [reason, count] of Object.entries(refused)) this.refused.add(reason, count);
    if (file !== undefined) this.files.push(file);
  }

  count(outcome: OutboxOutcome, receipt: Receipt | undefined): void {
    if (outcome.kind === 'refused') this.refused.add(outcome.reason);
    else if (outcome.kind === 'taken-back') this.takenBack += 1;
    else if (outcome.kind === 'delivered') this.sent += 1;
    else if (receipt?.kind === 'left-out') this.leftOut.add(receipt.reason);
  }

  row(): PushedRow {
    return {
      sent: this.sent,
      taken_back: this.takenBack,
      left_out: this.leftOut.toJSON(),
      refused: this.refused.toJSON(),
      files: this.files,
    };
  }
}
