import { timingSafeEqual } from 'node:crypto';
import { hashOf, randomText } from './sessions.ts';

/** A token that lets one browser in, once. */
export class OneTimeToken {
  readonly text = randomText();
  #isUsed = false;

  take(given: string): boolean {
    const isIt = timingSafeEqual(Buffer.from(hashOf(given)), Buffer.from(hashOf(this.text)));
    if (!isIt || this.#isUsed) return false;
    this.#isUsed = true;
    return true;
  }
}
