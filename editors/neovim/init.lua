-- A Neovim of 0.7 or later that knows labs: copy this into a configuration, or try it with `nvim -u init.lua lab.dl`.
-- It needs `dlc` in PATH and no plugin.

local capabilities = vim.lsp.protocol.make_client_capabilities()

-- The folder that belongs together: with `dlc.lock`, else with a repository, else that of the file.
local function root_of(file)
  local folder = vim.fn.fnamemodify(file, ":p:h")
  for _, mark in ipairs({ "dlc.lock", ".git" }) do
    local found = vim.fn.findfile(mark, folder .. ";")
    if found == "" then found = vim.fn.finddir(mark, folder .. ";") end
    if found ~= "" then return vim.fn.fnamemodify(found, ":p:h" .. (found:match("%.git/?$") and ":h" or "")) end
  end
  return folder
end

local function keys(buffer)
  local function map(key, what) vim.keymap.set("n", key, what, { buffer = buffer }) end
  vim.bo[buffer].omnifunc = "v:lua.vim.lsp.omnifunc" -- completion: <C-x><C-o>
  map("K", vim.lsp.buf.hover)
  map("gd", vim.lsp.buf.definition)
  map("gO", vim.lsp.buf.document_symbol)
  map("<leader>a", vim.lsp.buf.code_action)
  map("<leader>f", function()
    if vim.lsp.buf.format then vim.lsp.buf.format() else vim.lsp.buf.formatting_sync() end
  end)
end

local augroup = vim.api.nvim_create_augroup("dl", {})
vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, {
  group = augroup,
  pattern = "*.dl",
  callback = function() vim.bo.filetype = "dl" end,
})

if vim.lsp.config then
  -- 0.11 and later.
  vim.lsp.config("dlc", { cmd = { "dlc", "lsp" }, filetypes = { "dl" }, root_markers = { "dlc.lock", ".git" } })
  vim.lsp.enable("dlc")
  vim.api.nvim_create_autocmd("LspAttach", { group = augroup, callback = function(told) keys(told.buf) end })
else
  -- One server for each folder, whatever files of it are opened.
  local servers = {}
  vim.api.nvim_create_autocmd("FileType", {
    group = augroup,
    pattern = "dl",
    callback = function(told)
      local root = root_of(vim.api.nvim_buf_get_name(told.buf))
      local server = servers[root]
      if not server or vim.lsp.client_is_stopped(server) then
        server = vim.lsp.start_client({ name = "dlc", cmd = { "dlc", "lsp" }, root_dir = root, capabilities = capabilities })
        servers[root] = server
      end
      if server then
        vim.lsp.buf_attach_client(told.buf, server)
        keys(told.buf)
      end
    end,
  })
end

-- Comments, for `gcc` and for wrapping text.
vim.api.nvim_create_autocmd("FileType", {
  group = augroup,
  pattern = "dl",
  callback = function()
    vim.bo.commentstring = "// %s"
    vim.bo.comments = ":///,://"
    vim.bo.shiftwidth = 2
    vim.bo.expandtab = true
  end,
})
