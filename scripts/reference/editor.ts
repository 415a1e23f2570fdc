/** The chapter on the language server: what it answers, and how editors are told of it. */
import { table } from './markdown.ts';

const introduction = `\`feedwright lsp\` speaks the Language Server Protocol over stdin and stdout. It needs no other server beside it: it knows YAML, the keys of
definitions, connections, object types, fragments, tables of formats, mocks and cases, and the expressions in them. Where the YAML language server runs as
well, leave the schemas of this project out of its settings, or each key is offered twice.

It looks at what the editor holds, saved or not, in all files of a pack; what is shared by several packs is judged by all of them. While a
text can't be loaded, the last one that could be says what there is. \`--definitions\` and \`--config\` are those of all commands; the folder that
the editor has opened is where relative paths start.`;

const FEATURES = [
  [
    'findings',
    'all that `validate` finds in the file, its mock and what it takes in, and in the configuration; while you type in the file itself, a moment later in what it shares',
  ],
  [
    'completion',
    'keys, choices, endpoints, fragments, tables, entries, object types; in expressions and templates options, variables, functions, and the names that the vendor sends, from the samples, in text that is half typed as well',
  ],
  [
    'hover',
    "what a key means; the type of a name of the vendor's and values of the samples; an option's label and default; a function's arguments and examples; why a finding matters, with an example of it and of what to write instead",
  ],
  [
    'definition, references',
    'of endpoints and their arguments, options, what is bound under `let` and `supplemental`, tables, fragments, entries, feeds, actions, in all files of the packs that share them, in their mocks, cases and the configuration; of a file that is named, that file',
  ],
  [
    'rename',
    'of all of these but feeds and actions, under whose names state and objects are kept; refused with a reason where the new name is taken, or where something can not be read',
  ],
  [
    'code actions',
    'what a finding says was meant; `optional:` for what the vendor sends and no sample shows; a comment that silences a warning, in which you say why',
  ],
  ['symbols', 'endpoints, feeds with their options, entries and attributes, actions'],
  ['formatting', 'what `feedwright format` does'],
] as const;

const setUp = `### Neovim

From 0.11 on, in \`init.lua\`:

\`\`\`lua
vim.lsp.config('feedwright', {
  cmd = { 'feedwright', 'lsp' },
  filetypes = { 'yaml' },
  root_markers = { 'feedwright.yaml', 'definitions', '.git' },
})
vim.lsp.enable('feedwright')
\`\`\`

In 0.8 to 0.10:

\`\`\`lua
vim.api.nvim_create_autocmd('FileType', {
  pattern = 'yaml',
  callback = function()
    local found = vim.fs.find({ 'feedwright.yaml', 'definitions', '.git' }, { upward = true })[1]
    vim.lsp.start({ name = 'feedwright', cmd = { 'feedwright', 'lsp' }, root_dir = found and vim.fs.dirname(found) })
  end,
})
\`\`\`

### Helix

In \`languages.toml\`:

\`\`\`toml
[language-server.feedwright]
command = "feedwright"
args = ["lsp"]

[[language]]
name = "yaml"
language-servers = ["feedwright"]
roots = ["feedwright.yaml", "definitions"]
\`\`\`

### VS Code

A small extension lies in the package, in plain files. Once made, it is installed like any other:

\`\`\`sh
cp -r node_modules/feedwright/engine/editor/vscode feedwright-vscode
cd feedwright-vscode
npm install
npx @vscode/vsce package --skip-license --allow-missing-repository
code --install-extension feedwright-vscode-0.1.0.vsix
\`\`\`

It starts the workspace's own \`feedwright\`, else that of the \`PATH\`; the setting \`feedwright.command\` names another, as a list.

### Any other editor

Start \`feedwright lsp\` (or \`npx feedwright lsp\`) for YAML files, with the project as its root. YAML that is no definition, nor a part of one, is left
alone.`;

export const editorChapter = (): string =>
  [
    introduction,
    table(
      ['asked for', 'what it gives'],
      FEATURES.map((row) => [...row]),
    ),
    setUp,
  ].join('\n\n');
