import { textArgument, type DefinitionFunction } from '../function.ts';

const BRACKETED = /[[({](\.|:|:\/\/|\/|@|dot|at)[\])}]/gi;
const WORDS: Readonly<Record<string, string>> = { dot: '.', at: '@' };
const SCHEME = /^(\s*)(?:h(?:xx|\*\*|tt)p(s?)|(f)xp)(?=:\/\/)/i;

export const refang: DefinitionFunction = {
  name: 'refang',
  summary: 'A defanged address as it was: `hxxps[:]//example[.]com` and its kin.',
  note: 'Written as it was before it was defanged',
  signature: { args: [{ name: 'text', type: 'text', docs: 'A URL, host, address or mail address.' }], result: 'text' },
  examples: [
    { call: `$refang('hxxps[:]//suspicious-site[.]com')`, result: 'https://suspicious-site.com' },
    { call: `$refang('user[at]example(dot)com')`, result: 'user@example.com' },
  ],
  call(value) {
    const text = textArgument('refang', value);
    if (text === undefined) return undefined;
    const plain = text.replace(BRACKETED, (_, inner: string) => WORDS[inner.toLowerCase()] ?? inner);
    return plain.replace(SCHEME, (_, blanks: string, secure: string | undefined, ftp: string | undefined) =>
      ftp === undefined ? `${blanks}http${secure?.toLowerCase() ?? ''}` : `${blanks}ftp`,
    );
  },
};
