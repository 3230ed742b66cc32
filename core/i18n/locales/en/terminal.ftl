## Sentences for the terminal only.

terminal-file-missing = There is no file { $name }. Check its name and the folder you are in.
terminal-file-is-folder = { $name } is a folder. Name a file in it.
terminal-file-unreadable = I cannot read { $name } ({ $reason }). Make it readable for you, or name another file.
terminal-cannot-write = I cannot write into { $folder } ({ $reason }). Choose another folder with --out.
terminal-cannot-delete = I could not delete { $name } ({ $reason }).
terminal-nothing-asked = Say something after `ask`, such as "/imagine a red fox in snow".

### Captions
terminal-stopped = Stopped by { $name }.

### A session
terminal-welcome = Talk to me, or type / for commands. /help says more.
terminal-toolbar = Tab completes · Alt-Enter begins a new line · Ctrl-C stops a reply · Ctrl-D leaves
terminal-help = You can also add a file with @picture.png, and press the first button of the last reply with :1. /record records what you say.
terminal-recording = Recording. Enter sends it, Ctrl-C discards it.
terminal-recording-discarded = The recording is discarded.
terminal-no-recorder = I cannot record here: install arecord (alsa-utils), parecord or ffmpeg, or give me a file with @voice.ogg.
terminal-no-recording = Nothing was recorded. Check that a microphone is connected and that this program may use it.
terminal-no-button = There is no button { $number } now. The numbers are below the last reply.
