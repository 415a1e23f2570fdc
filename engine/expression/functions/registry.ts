import type { DefinitionFunction } from '../function.ts';
import { attribute } from './attribute.ts';
import { date } from './date.ts';
import { earliest } from './earliest.ts';
import { epoch } from './epoch.ts';
import { first } from './first.ts';
import { header } from './header.ts';
import { indicatorType } from './indicator-type.ts';
import { ipType } from './ip-type.ts';
import { ip } from './ip.ts';
import { iso } from './iso.ts';
import { latest } from './latest.ts';
import { json } from './json.ts';
import { lines } from './lines.ts';
import { link } from './link.ts';
import { num } from './num.ts';
import { plus } from './plus.ts';
import { refang } from './refang.ts';
import { stixPattern } from './stix-pattern.ts';
import { time } from './time.ts';
import { values } from './values.ts';

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
  time,
  values,
});
