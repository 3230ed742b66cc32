## What is said on Discord only.

discord-working = On it …
discord-done = Done.
discord-stop = Stop
discord-stopped = Stopped by { $name }.
discord-whole-in-file = The answer is longer than fits here; the whole of it is in the file.
discord-too-large = This file is too large for this place, which takes { $megabytes } MB.
discord-file-refused = Discord takes no file of this size here, so it is missing.
discord-no-files = I may not attach files here, so something is missing. Whoever manages this server can allow it.
discord-form-late = That took me too long to show you the form. Give the command again.
discord-attachment-gone = { $name } is gone from Discord, or cannot be fetched. Attach it again.
discord-slash-only = What { $command } answers here is for you alone: give it as a slash command.
discord-off = Discord does not let me in any more. The log says why; the setting to look at is { $setting }.
