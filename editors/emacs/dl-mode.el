;;; dl-mode.el --- Labs for dlc  -*- lexical-binding: t; -*-

;; Emacs 29 or later: a mode for `.dl` files, and the language server `dlc lsp` for eglot.

;;; Code:

(defvar dl-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 12" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?- "_" table)
    table)
  "Syntax of labs.")

(defconst dl-mode-reserved
  '("and" "or" "not" "in" "is" "matches" "div" "mod" "if" "then" "else" "for")
  "Operators of the language that are words.")

(defconst dl-mode-statements
  '("let" "fn" "type" "schema" "profile" "test" "table" "include" "drop" "when" "check" "warn"
    "allow" "given" "expect" "private" "use" "edition")
  "Words that begin an entry.")

(defvar dl-mode-font-lock
  `((,(regexp-opt dl-mode-reserved 'symbols) . font-lock-keyword-face)
    (,(concat "^\\s-*" (regexp-opt dl-mode-statements 'symbols)) 1 font-lock-keyword-face)
    (,(regexp-opt '("true" "false" "none") 'symbols) . font-lock-constant-face)
    ("^\\s-*\\([A-Za-z_][A-Za-z0-9_.-]*\\)\\s-*\\+?=" 1 font-lock-variable-name-face)
    ("\\_<[A-Z][A-Za-z0-9]*\\_>" . font-lock-type-face))
  "What is highlighted in labs.")

;;;###autoload
(define-derived-mode dl-mode prog-mode "dl"
  "A mode for labs of dlc."
  (setq-local comment-start "// ")
  (setq-local comment-start-skip "///?\\s-*")
  (setq-local indent-tabs-mode nil)
  (setq-local tab-width 2)
  (setq-local font-lock-defaults '(dl-mode-font-lock)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.dl\\'" . dl-mode))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(dl-mode . ("dlc" "lsp"))))

(provide 'dl-mode)
;;; dl-mode.el ends here
