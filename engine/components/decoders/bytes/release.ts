/** Chunks from here on are those of a decompressor, each a block of memory of its own. */
const OWN_BLOCK = 128 * 1024;

/**
 * Gives back the memory of a chunk whose bytes nobody needs any more. Left to the garbage collector, chunks outside of its heap
 * drive it to collect everything again and again.
 */
export const release = ({ buffer, byteLength }: Uint8Array): void => {
  if (byteLength >= OWN_BLOCK && byteLength === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0);
};
