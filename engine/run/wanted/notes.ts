/** What a body gives to note, by how often. */
export class Notes extends Map<string, number> {
  add(note: string, times = 1): void {
    this.set(note, (this.get(note) ?? 0) + times);
  }
}
