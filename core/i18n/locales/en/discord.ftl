## Sentences for Discord only.

discord-working = On it …
discord-done = Done.
discord-stopped = Stopped by { $name }.
discord-whole-in-file = The answer is too long for this place. The file has all of it.
discord-recording-lowered = The quality of this recording is lower, so that it fits here.
discord-file-refused = Discord does not accept a file of this size here, so the file is missing.
discord-file-kept = Discord does not take this file at the moment. I have kept it.
discord-picture-refused = Discord does not accept this picture here, so it is missing.
discord-blocked-by-moderation = This server’s moderation blocked the answer, so there is no more of it.
discord-content-refused = Discord refused what the answer says, so there is no more of it.
discord-answer-refused = Discord does not accept this answer in any form. Ask me again, perhaps for something shorter.
discord-no-files = I am not allowed to attach files here, so something is missing. An administrator of this server can allow it.
discord-form-late = I took too long to show you the form. Use the command again.
discord-attachment-gone = { $name } is no longer on Discord, or I cannot download it. Attach it again.
discord-slash-only = The answer to { $command } is for you alone here. Use it as a slash command.
discord-off = Discord does not let me in any more. The log says why. Check the setting { $setting }.
discord-invalid-requests = Discord refused { $count } requests in ten minutes and blocks this machine at 10,000. Growing answers pause until there are fewer. The log says what was refused.
discord-outdated = Discord does not let this version of me in any more. Install a newer version.
discord-command-refused = Discord refuses my command { $command }, so my commands stay as they were: { $reason }
discord-commands-refused = Discord refuses my commands, so they stay as they were: { $reason }
discord-not-writable = I may not write there, so I did not start, and nothing was charged. An administrator of the server can allow it.
discord-ask-about = Ask about this
