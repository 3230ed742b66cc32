## What is said on Slack only.

slack-working = On it …
slack-done = Done.
slack-stop = Stop
slack-stopped = Stopped by { $name }.
slack-ai-generated = AI-generated
slack-good = Good answer
slack-bad = Bad answer
slack-stop-offer = Only you see this: while I am at it, you can stop me.
slack-whole-in-file = The answer is longer than fits here; the whole of it is in the file.
slack-in-direct-messages = The answer is in our direct messages.
slack-attachment-gone = { $name } is gone from Slack, or I may not read it. Attach it again.
slack-not-in-conversation = I am not in this conversation, so only you see this. To have answers here, type /invite and my name.
slack-archived = This conversation is archived, so only you see this. Ask me in another one, or have it unarchived.
slack-not-allowed-here = The settings of this workspace do not let me write here, so only you see this. An administrator can change that, or ask me in another conversation.
slack-messages-tab-off = My Messages tab is switched off. Whoever manages the app switches it on under App Home.
slack-missing-scope = I lack the permission { $scope }. Whoever manages the app adds it under OAuth & Permissions and installs the app again.
slack-token-revoked = Slack does not accept my token any more. Whoever manages the app installs it again.
slack-storage-full = The file storage of this workspace is full. Delete files in Slack, then ask me again.
slack-files-not-allowed = The settings of this workspace do not allow this file ({ $code }). An administrator can change that.
slack-file-not-shared = Slack took the file and then did not show it. Ask me again.
slack-too-busy = Slack does not let me write that much just now. Ask me again in a minute.
slack-refused = Slack refused the answer ({ $code }). Ask me again; if that does not help, tell whoever manages the app.
