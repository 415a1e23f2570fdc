import type { Scope } from '../check/scope.ts';
import { suggest } from '../basics/nearest.ts';
import { described, text, treeMap } from '../basics/shape.ts';
import type { TreeMap } from '../basics/value.ts';
import { declaredKeys, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import type { Container } from '../yaml/positions.ts';
import type { Context, RawMap } from './context.ts';
import { readOptionalTreeMap } from './values.ts';

export const endpointName = (description: string) => described(text({ minLength: 1 }), description);
export const withArguments = () => described(treeMap(), "The endpoint's arguments.");

/** The name of an endpoint that exists; its arguments `with`, every one of them declared and given. */
export const readCall = (
  raw: RawMap,
  key: string,
  withArguments: unknown,
  scope: Scope,
  context: Context,
): { readonly call: string; readonly with: TreeMap | undefined } => {
  const name = raw[key] as string;
  checkName(raw, key, name, context);
  checkArguments(raw, key, name, withArguments as RawMap | undefined, context);
  return { call: name, with: readOptionalTreeMap(withArguments, scope, context, 'json') };
};

export const checkName = (raw: Container, key: string, name: string, { endpoints, findings }: Context): void => {
  if (endpoints.has(name) || findings.isLost(name)) return;
  findings.error(
    'endpoint.unknown',
    placeOfValue(raw, key),
    `There is no endpoint \`${name.slice(0, 64)}\`.`,
    endpoints.size === 0 ? 'Declare it under `endpoints:`.' : suggest(name, endpoints.keys()),
  );
};

const checkArguments = (
  raw: RawMap,
  key: string,
  name: string,
  given: RawMap | undefined,
  { endpoints, findings }: Context,
): void => {
  const signature = endpoints.get(name);
  if (signature?.known !== true) return;
  const names = [...declaredKeys(given)].map((one) => one.replace(/\?$/, ''));
  for (const written of declaredKeys(given)) {
    const argument = written.replace(/\?$/, '');
    if (signature.args.has(argument) || findings.isLost(argument)) continue;
    findings.error(
      'endpoint.unknown-argument',
      placeOfKey(given as RawMap, written),
      `The endpoint \`${name}\` has no argument \`${argument}\`.`,
      signature.args.size === 0 ? 'Declare it under `args:` of the endpoint.' : suggest(argument, signature.args),
    );
  }
  for (const argument of signature.args) {
    if (names.includes(argument)) continue;
    findings.error(
      'endpoint.missing-argument',
      placeOfKey(raw, key),
      `The endpoint \`${name}\` needs the argument \`${argument}\`.`,
      `Add \`with: { ${argument}: !expr … }\`.`,
    );
  }
};
