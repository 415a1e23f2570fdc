import type { Found } from '../matcher.ts';

/** The number of a group after `$`, as long as the group can exist: with nine groups `$12` is group 1 and a 2. */
function groupNumber(digits: string, groups: number): number {
  const most = groups === 0 ? 1 : Math.floor(Math.log(groups) * Math.LOG10E) + 1;
  const number = Number.parseInt(digits.slice(0, most), 10);
  return most > 1 && number > groups ? Number.parseInt(digits.slice(0, most - 1), 10) : number;
}

/** Puts groups into a replacement text: `$$` is a dollar, `$0` the match, `$1` the first group. */
export function substitute(replacement: string, found: Found): string {
  let result = '';
  let at = 0;
  for (let dollar = replacement.indexOf('$'); dollar !== -1 && at < replacement.length; dollar = replacement.indexOf('$', at)) {
    result += replacement.slice(at, dollar);
    at = dollar + 1;
    const next = replacement.charAt(at);
    if (next === '$' || next === '0') {
      result += next === '$' ? '$' : found.match;
      at++;
      continue;
    }
    const number = groupNumber(replacement.slice(at), found.groups.length);
    if (Number.isNaN(number)) {
      result += '$';
      continue;
    }
    result += found.groups[number - 1] ?? '';
    at += String(number).length;
  }
  return result + replacement.slice(at);
}
