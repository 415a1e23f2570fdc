-- A session as a user of Neovim has it: opens a definition, types, asks. Prints what it sees as one line of JSON.
local server, file = vim.env.SERVER, vim.env.DEFINITION
local seen = {}

vim.cmd('edit ' .. file)
local client = vim.lsp.start_client({ name = 'feedwright', cmd = vim.split(server, '\n'), root_dir = vim.fn.getcwd() })
vim.lsp.buf_attach_client(0, client)
vim.wait(60000, function() return vim.lsp.buf_is_attached(0, client) and vim.lsp.get_client_by_id(client).initialized end, 20)

local function place(part)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local _, last = line:find(part, 1, true)
    if last then return { line = number - 1, character = last } end
  end
end

local function ask(method, params)
  params.textDocument = { uri = vim.uri_from_bufnr(0) }
  local all, why = vim.lsp.buf_request_sync(0, 'textDocument/' .. method, params, 60000)
  for _, one in pairs(all or {}) do return one.result or (one.err and one.err.message) end
  return why
end

local function at(part, more)
  return vim.tbl_extend('force', { position = place(part) }, more or {})
end

-- Puts a text in the place of another in its line, as a change of the buffer.
local function type_over(from, to)
  local found = place(from)
  local line = vim.api.nvim_buf_get_lines(0, found.line, found.line + 1, false)[1]
  local first, last = line:find(from, 1, true)
  vim.api.nvim_buf_set_text(0, found.line, first - 1, found.line, last, { to })
end

local function findings(count)
  vim.wait(60000, function() return #vim.diagnostic.get(0) == count end, 20)
  return vim.tbl_map(function(one) return { line = one.lnum + 1, column = one.col + 1, message = one.message } end, vim.diagnostic.get(0))
end

local function labels(items)
  return vim.tbl_map(function(one) return one.label end, items)
end

local isFine, why = pcall(function()
  seen.whole = findings(0)
  type_over('value: !expr domain', 'value: !expr domian')
  seen.findings = findings(1)
  local range = vim.lsp.util.make_given_range_params({ place('domian').line + 1, 0 }, { place('domian').line + 1, 40 }).range
  local actions = ask('codeAction', { range = range, context = { diagnostics = {} } })
  seen.actions = vim.tbl_map(function(one) return one.title end, actions)
  vim.lsp.util.apply_workspace_edit(actions[1].edit, 'utf-16')
  seen.mended = vim.api.nvim_get_current_line() and findings(0)
  type_over('value: !expr domain', 'value: !expr $lowercase(contact.ma')
  seen.completion = labels(ask('completion', at('$lowercase(contact.ma')))
  type_over('value: !expr $lowercase(contact.ma', 'value: !expr domain')
  seen.hover = ask('hover', at('score >= $user.min')).contents.value
  seen.definition = ask('definition', at('score >= $user.min'))[1].range.start.line + 1
  seen.references = #ask('references', at('score >= $user.min', { context = { includeDeclaration = true } }))
  vim.lsp.util.apply_workspace_edit(ask('rename', at('score >= $user.min', { newName = 'lowest' })), 'utf-16')
  seen.renamed = place('$user.lowest') ~= nil and place('lowest: { label') ~= nil
end)

io.stdout:write(vim.json.encode(isFine and seen or { failed = tostring(why) }) .. '\n')
vim.cmd('qall!')
