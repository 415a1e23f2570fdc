/** Does an object, whole on its first line, have another behind it? The rest of the bytes is not looked at. */
export const severalValues = (head: Buffer): boolean => {
  const start = head.findIndex((byte) => byte > 0x20);
  let depth = 0;
  let inText = false;
  for (let at = start; at < head.length; at++) {
    const byte = head[at];
    if (inText) {
      if (byte === 0x5c) at++;
      else if (byte === 0x22) inText = false;
    } else if (byte === 0x22) inText = true;
    else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x0a) return false;
    else if ((byte === 0x7d || byte === 0x5d) && --depth === 0)
      return head.subarray(at + 1).find((next) => next > 0x20) !== undefined;
  }
  return false;
};
