import { auto } from './auto.ts';
import { brotli } from './compression/brotli.ts';
import { bytes } from './bytes.ts';
import { csv } from './csv.ts';
import type { Decoder } from './decoder.ts';
import { deflate } from './compression/deflate.ts';
import { gzip } from './compression/gzip.ts';
import { json } from './json.ts';
import { lines } from './lines.ts';
import { ndjson } from './ndjson.ts';
import { stix } from './stix.ts';
import { tsv } from './tsv.ts';
import { xml } from './xml.ts';
import { zip } from './compression/zip.ts';
import { zstd } from './compression/zstd.ts';

/** Every decoder by the name that a definition writes; the key is the file's name. */
export const decoders: Readonly<Record<string, Decoder>> = Object.freeze({
  auto,
  brotli,
  bytes,
  csv,
  deflate,
  gzip,
  json,
  lines,
  ndjson,
  stix,
  tsv,
  xml,
  zip,
  zstd,
});
