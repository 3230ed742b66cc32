## Forms and App Home on Slack, and the people that the bot does not answer there.

slack-form-send = Send
slack-form-cancel = Cancel
slack-form-close = Close
slack-form-late = I took too long to show you the form. Open it with this button.
slack-feedback-thanks = Thank you for your feedback.
slack-feedback-why = Thank you for your feedback. If you like, tell the operator what was wrong.
slack-say-why = Say what was wrong
slack-guests = I do not answer guests of this workspace. The operator can allow it.
slack-strangers = I answer only people of the workspace that I was added to. The operator can allow others.
slack-unknown-person = I cannot find out who you are here, so I cannot answer. Try again in a moment. If it happens again, the operator must give me the scope users:read.
slack-not-installed = I am not installed in this workspace any more. The person who added me can do so again.
slack-no-such-shortcut = I do not know this shortcut any more. The operator can update the app's settings on Slack.

slack-prompt-talk = Talk
slack-prompt-talk-text = What can you do?
slack-prompt-paint = Paint a picture
slack-prompt-paint-text = !imagine a lighthouse in a storm, oil on canvas
slack-prompt-limerick = Write a limerick
slack-prompt-limerick-text = !limerick a lighthouse keeper who is afraid of the dark
slack-prompt-help = All commands
slack-prompt-help-text = help

slack-home-how = Talk to me here, mention me in a channel, or use these commands. In messages and threads, type ! for /, as in `!imagine a fox`:
slack-home-left = Your limits
slack-home-models = Your models
slack-home-model = { $task }: { $model }
slack-home-no-models = You have not chosen any, so I use the operator's. { $command } shows and changes them.
slack-home-privacy = Privacy
slack-home-privacy-how = { $command } says what I keep and for how long, and { $forget } deletes it.
slack-home-missed = What did I miss?
slack-ask-what = What to do
slack-ask-question = Your question about this message
slack-ask-answer = Answer my question
