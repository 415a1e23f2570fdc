import type { DefinitionFunction } from './function.ts';
import { attribute } from './values/attribute.ts';
import { date } from './times/date.ts';
import { earliest } from './times/earliest.ts';
import { epoch } from './times/epoch.ts';
import { first } from './values/first.ts';
import { header } from './answer/header.ts';
import { indicatorType } from './indicators/indicator-type.ts';
import { ipType } from './indicators/ip-type.ts';
import { ip } from './indicators/ip.ts';
import { iso } from './times/iso.ts';
import { latest } from './times/latest.ts';
import { json } from './values/json.ts';
import { lines } from './values/lines.ts';
import { link } from './answer/link.ts';
import { num } from './values/num.ts';
import { plus } from './times/plus.ts';
import { refang } from './indicators/refang.ts';
import { stixPattern } from './indicators/stix-pattern.ts';
import { table } from './values/table.ts';
import { time } from './times/time.ts';
import { values } from './values/values.ts';

/** Every function that a definition may call beside JSONata's own, by name, without `$`. */
export const functions: Readonly<Record<string, DefinitionFunction>> = Object.freeze({
  attribute,
  date,
  earliest,
  epoch,
  first,
  header,
  indicator_type: indicatorType,
  ip,
  ip_type: ipType,
  iso,
  json,
  latest,
  lines,
  link,
  num,
  plus,
  refang,
  stix_pattern: stixPattern,
  table,
  time,
  values,
});
