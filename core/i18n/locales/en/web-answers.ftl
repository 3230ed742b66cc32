web-page-copy-code = Copy the code
web-page-copy-answer = Copy the answer
web-page-copied = Copied
web-page-not-copied = Could not copy
web-page-code-show = Show all { $count } lines
web-page-code-fold = Show fewer lines
web-page-deleted = Deleted.
web-page-undo = Undo
