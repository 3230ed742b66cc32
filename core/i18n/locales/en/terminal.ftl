## What is said in a terminal only.

terminal-file-missing = There is no file { $name }. Check its name and the folder you are in.
terminal-file-is-folder = { $name } is a folder. Name a file in it.
terminal-file-unreadable = { $name } cannot be read ({ $reason }). Make it readable for you, or name another file.
terminal-cannot-write = I cannot write into { $folder } ({ $reason }). Choose another folder with --out.
terminal-cannot-delete = { $name } could not be deleted ({ $reason }).
terminal-nothing-asked = Say something after `ask`, such as "/imagine a red fox in snow".

### Small print
terminal-stopped = Stopped by { $name }.

### A session
terminal-welcome = Talk to me, or type / for commands. /help says more.
terminal-toolbar = Tab completes · Alt-Enter begins a new line · Ctrl-C stops a reply · Ctrl-D leaves
terminal-help = Besides the commands: @picture.png gives a file with what you say, and :1 presses the first button of the last reply.
terminal-no-button = There is no button { $number } now. The numbers stand under the last reply.
