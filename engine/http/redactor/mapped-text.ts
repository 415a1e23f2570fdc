/**
 * A text that was made of another one, such as by decoding it: each code unit knows the stretch of the first text that it came
 * from, so that what is found here can be masked there.
 */
export class MappedText {
  units: Uint16Array;
  from: Int32Array;
  to: Int32Array;
  length = 0;

  constructor(capacity: number) {
    const size = Math.max(16, capacity);
    this.units = new Uint16Array(size);
    this.from = new Int32Array(size);
    this.to = new Int32Array(size);
  }

  static of(text: string): MappedText {
    const mapped = new MappedText(text.length);
    for (let at = 0; at < text.length; at++) mapped.push(text.charCodeAt(at), at, at + 1);
    return mapped;
  }

  push(unit: number, from: number, to: number): void {
    if (this.length === this.units.length) this.#grow();
    this.units[this.length] = unit;
    this.from[this.length] = from;
    this.to[this.length++] = to;
  }

  /** The code unit at a place; 0 behind the end. */
  at(index: number): number {
    return index < this.length ? (this.units[index] as number) : 0;
  }

  #grow(): void {
    const size = this.units.length * 2;
    const grown = new MappedText(size);
    grown.units.set(this.units);
    grown.from.set(this.from);
    grown.to.set(this.to);
    [this.units, this.from, this.to] = [grown.units, grown.from, grown.to];
  }
}
