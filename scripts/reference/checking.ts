/** The chapter on `validate`: what it prints, what silences a finding, and every code. */
import { explainedCodes, explanationOf } from '../../engine/api/explain/registry.ts';
import { code, table } from './markdown.ts';

const introduction = `\`feedwright validate\` checks definitions, their mocks and the configuration before anything runs. Each finding has a place, a code, a
sentence and, where there is one, a remedy; an error keeps a definition from running, a warning does not. The exit code is 2 where there is
an error, with \`--strict\` also where there is a warning. On a terminal, and with \`--pretty\` elsewhere, the line that a finding is about
stands below it:

\`\`\`text
definitions/acme.yaml:28:32: error: There is no option \`minimum_scor\` for \`$user\`. [expression.unknown-option]
 27 |       - { keep: !expr score >= $user.minimum_scor, because: below the minimum score }
    |                                ^
  hint: Did you mean \`$user.minimum_score\`?
\`\`\`

Lines and columns count from 1, a column counts UTF-16 units, as editors do. No line is shown of the configuration, which may hold secrets.

| Flag | What is printed |
| --- | --- |
| \`--json\` | one object: \`definitions\` and \`findings\` (\`code\`, \`severity\`, \`message\`, \`file\`, \`line\`, \`column\`, \`hint\`), \`ignored\` where there are any |
| \`--sarif\` | SARIF 2.1.0 for code scanners: a rule with help for each code that was met; fingerprints that stay when lines are put in above |
| \`--github\` | an annotation of GitHub's workflows for each finding, then the total |
| \`--junit\` | JUnit's XML: a test case for each file; with \`--strict\` warnings are failures, otherwise output |
| \`--watch\` | the findings, and again whenever a definition or a fixture is saved |
| \`--explain CODE\` | what a code means, with an example of it and one of what to write instead |

A YAML file in the folder of the definitions that is none, and that no definition takes in, is named with a warning (\`file.no-definition\`);
a folder without any definition is an error, not "no findings".

What is declared and used nowhere is a warning (\`….unused\`): an option, an endpoint or an argument of one, a table, a fragment, a \`let\`,
the answer of a supplemental call, an object type. Of a file that several packs share it is one only where no pack with that file uses it;
what a mock or another option (\`required_when\`) reads counts. Nothing of the kind is said of a pack that has an error.

### Silencing a finding

A comment silences findings of a code on the next line with content, or at the end of a line on its own one; where a value of several lines
begins there, within all of it. It says why:

\`\`\`yaml
# feedwright-ignore paginate.not-sent: the vendor keeps the page in the session
paginate: { kind: page_number }
\`\`\`

Several codes stand with commas between them. A comment without a reason is an error, one that silences nothing a warning, and the last line
counts what was silenced. An error that keeps a definition from running can't be silenced: it would still not run.

### Codes`;

export const checkingChapter = (): string =>
  [
    introduction,
    table(
      ['code', 'why it matters'],
      [...explainedCodes].map((one) => [code(one), explanationOf(one)?.why ?? '']),
    ),
  ].join('\n\n');
