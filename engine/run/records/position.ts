import type { Batch } from '../../components/decoders/decoder.ts';

/** Where a record stands in the response: told in words only where somebody asks. */
export interface Position {
  readonly batch: Batch;
  readonly index: number;
}

export const placeText = ({ batch, index }: Position): string => batch.place(index);
