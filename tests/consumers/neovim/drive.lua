-- Does in Neovim what a user does, and says of each step whether it came to what it should.

local patience = 60000 -- milliseconds

local function say(line) io.stderr:write(line .. "\n") end

local function step(what, f)
  local fine, told = pcall(f)
  say((fine and "ok - " or "not ok - ") .. "Neovim: " .. what)
  if not fine then say("  " .. tostring(told)) end
end

-- The line and column of `text`, `into` bytes further.
local function find(text, into)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    local column = line:find(text, 1, true)
    if column then return number, column - 1 + (into or 0) end
  end
  error("there is no `" .. text .. "`")
end

local function go(text, into) vim.api.nvim_win_set_cursor(0, { find(text, into) }) end

-- Asks the server about the cursor, as the commands of Neovim do.
local function ask(method, params)
  params = params or vim.lsp.util.make_position_params(0, "utf-16")
  local answers = vim.lsp.buf_request_sync(0, method, params, patience)
  local _, answer = next(answers or {})
  assert(answer, "no answer to " .. method)
  assert(not answer.err, vim.inspect(answer.err))
  return answer.result
end

local function until_diagnostics(wanted)
  local function found() return wanted(vim.diagnostic.get(0)) end
  assert(vim.wait(patience, found, 50), vim.inspect(vim.diagnostic.get(0)))
end

step("the mistake is shown at its place, with a hint", function()
  until_diagnostics(function(told) return #told > 0 end)
  local told = vim.diagnostic.get(0)
  local line, column = find("gatway")
  assert(#told == 1 and told[1].lnum == line - 1 and told[1].col == column, vim.inspect(told))
  assert(told[1].message:find("did you mean `gateway`?", 1, true), told[1].message)
end)

step("a code action cures it", function()
  go("gatway")
  local params = vim.lsp.util.make_range_params(0, "utf-16")
  local told = vim.diagnostic.get(0)[1]
  params.context = { diagnostics = { told.user_data.lsp } }
  params.context.diagnostics[1].range = params.range
  params.context.diagnostics[1].message = told.message
  local actions = ask("textDocument/codeAction", params)
  assert(actions and actions[1] and actions[1].title:find("gateway", 1, true), vim.inspect(actions))
  vim.lsp.util.apply_workspace_edit(actions[1].edit, "utf-16")
  find("gateway = 10.0.0.1")
  until_diagnostics(function(now) return #now == 0 end)
end)

step("completion offers the fields of the block, as the text is typed", function()
  local line = find("dhcp   = external")
  vim.api.nvim_buf_set_lines(0, line, line, true, { "    ml" })
  vim.api.nvim_win_set_cursor(0, { line + 1, 6 })
  -- Neovim sends what was typed before it asks.
  local items = ask("textDocument/completion")
  items = items.items or items
  local found = {}
  for _, item in ipairs(items) do found[item.label] = item end
  assert(found.mtu and found.vlan, vim.inspect(vim.tbl_keys(found)))
  assert(found.mtu.documentation, "no documentation")
  assert(not found.dhcp, "a field that is set is offered again")
  vim.api.nvim_buf_set_lines(0, line, line + 1, true, {})
end)

step("omnifunc completes, which is what <C-x><C-o> does", function()
  assert(vim.bo.omnifunc == "v:lua.vim.lsp.omnifunc", vim.bo.omnifunc)
end)

step("hover shows type, documentation and value", function()
  go("gateway = 10.0.0.1", 2)
  local said = ask("textDocument/hover").contents.value
  assert(said:find("gateway : Ip", 1, true) and said:find("10.0.0.1", 1, true), said)
end)

step("the definition of a label is found in the lab", function()
  go("server = srv", 10)
  local found = ask("textDocument/definition")
  assert(found[1].range.start.line == find("host srv") - 1, vim.inspect(found))
end)

step("the outline lists the machines", function()
  local symbols = ask("textDocument/documentSymbol", { textDocument = vim.lsp.util.make_text_document_params() })
  local function has(list, name)
    for _, symbol in ipairs(list or {}) do
      if symbol.name == name or has(symbol.children, name) then return true end
    end
    return false
  end
  assert(has(symbols, "room") and has(symbols, "n1"), vim.inspect(symbols))
end)

step("the text is laid out, and a second time left alone", function()
  local format = vim.lsp.buf.format or vim.lsp.buf.formatting_sync
  if vim.lsp.buf.format then format({ timeout_ms = patience }) else format(nil, patience) end
  find("    name  ip")
  find("  boot {")
  local before = vim.api.nvim_buf_get_lines(0, 0, -1, true)
  local edits = ask("textDocument/formatting", vim.lsp.util.make_formatting_params())
  assert(#edits == 0, vim.inspect(edits))
  assert(vim.deep_equal(before, vim.api.nvim_buf_get_lines(0, 0, -1, true)))
end)

step("the definition of a system is a file of the library that can be read", function()
  go("os        = flatcar", 14)
  local found = ask("textDocument/definition")
  vim.lsp.util.jump_to_location(found[1], "utf-16")
  assert(vim.fn.expand("%:p"):find("std/os/flatcar.dl", 1, true), vim.fn.expand("%:p"))
  assert(vim.api.nvim_get_current_line():find("schema flatcar", 1, true), vim.api.nvim_get_current_line())
end)

step("the server takes its leave", function()
  local servers = vim.lsp.get_active_clients and vim.lsp.get_active_clients() or vim.lsp.get_clients()
  assert(#servers >= 1, "no server")
  for _, server in ipairs(servers) do server.stop() end
  assert(vim.wait(patience, function()
    for _, server in ipairs(servers) do
      if not server.is_stopped() then return false end
    end
    return true
  end, 50), "it still runs")
end)

say("done")
vim.cmd("qa!")
