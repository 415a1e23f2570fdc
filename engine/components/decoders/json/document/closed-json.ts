/** The beginning of a JSON document, up to and with an opening bracket, made whole: everything that is open is closed. */
export const closedJson = (beginning: Buffer): Buffer => {
  const open: number[] = [];
  for (let at = 0; at < beginning.length; at++) {
    const byte = beginning[at];
    if (byte === 0x22) {
      for (at++; at < beginning.length && beginning[at] !== 0x22; at++) if (beginning[at] === 0x5c) at++;
    } else if (byte === 0x7b || byte === 0x5b) open.push(byte + 2);
    else if (byte === 0x7d || byte === 0x5d) open.pop();
  }
  return Buffer.concat([beginning, Buffer.from(open.toReversed())]);
};
