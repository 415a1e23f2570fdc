import { resolve } from 'node:path';
import { parseDuration } from '../../../language/basics/duration.ts';
import type { RawHttp } from './destination-shape.ts';

/** How a host is reached that the configuration names. */
export interface HttpWay {
  /** Complete. */
  readonly caFile: string | undefined;
  readonly verifyTls: boolean;
  readonly proxy: string | undefined;
  readonly allowHttp: boolean;
  /** ms */
  readonly timeout: number;
}

/** `folder`: where relative paths start. */
export const httpWay = (http: RawHttp | undefined, folder: string): HttpWay => ({
  caFile: http?.ca_file === undefined ? undefined : resolve(folder, http.ca_file),
  verifyTls: http?.verify_tls ?? true,
  proxy: http?.proxy,
  allowHttp: http?.allow_http ?? false,
  timeout: parseDuration(http?.timeout ?? 'PT2M') ?? 0,
});
