## Sentences for Slack only.

slack-working = On it …
slack-done = Done.
slack-stopped = Stopped by { $name }.
slack-ai-generated = AI-generated. Answers may be wrong.
slack-good = Good answer
slack-bad = Bad answer
slack-stop-offer = You can stop me while I work.
slack-whole-in-file = The answer is too long for this place. The file has all of it.
slack-in-direct-messages = The answer is in our direct messages.
slack-attachment-gone = { $name } is no longer on Slack, or I cannot read it. Attach it again.
slack-not-in-conversation = I am not in this conversation, so only you can see this. To get answers here, type /invite and my name.
slack-archived = This conversation is archived, so only you can see this. Ask me in another one, or unarchive this one.
slack-not-allowed-here = The administrators of this workspace do not allow the answer here, so there is no more of it. Ask me in another conversation, or ask them to change the settings.
slack-messages-tab-off = My Messages tab is off. The app's manager can turn it on under App Home.
slack-missing-scope = I do not have the scope { $scope }. The app's manager can add it under OAuth & Permissions and install the app again.
slack-token-revoked = Slack does not accept my token any more. The app's manager can install the app again.
slack-token-not-renewed = Slack does not renew my token for the workspace { $workspace } ({ $code }). I use the old one until { $moment } and keep trying. If this does not end, install the app there again.
slack-storage-full = The file storage of this workspace is full. Delete files in Slack, then ask me again.
slack-files-not-allowed = The settings of this workspace do not allow this file ({ $code }). An administrator can change that.
slack-file-not-shared = Slack accepted the file but did not show it. Ask me again.
slack-too-busy = Slack does not let me write that much right now. Ask me again in a minute.
slack-refused = Slack refused the answer ({ $code }). Ask me again. If that does not help, tell the app's manager.
slack-welcome = Thank you for adding me. Write to me here, mention me in a channel to which you have invited me, or use { $command }. In messages and threads, type ! for /, as in `!imagine a fox`. { $help } lists everything that I can do.
slack-looking-at = While I write this, I am looking at { $channel }.
slack-canvas-unreadable = { $name } is a canvas. Slack does not let me read canvases. Copy the words that you mean into a message, or attach them as a file.
slack-file-elsewhere = { $name } lies with another service, and Slack only links to it. Download it there and attach it, or copy its words into a message.
