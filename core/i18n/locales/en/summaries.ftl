## Summaries of channels.

summary-reading = Reading the channel
summary-range = { $count ->
    [one] 1 message since { $moment }.
   *[other] { $count } messages since { $moment }.
}
summary-nothing = Nothing was said since { $moment } that I can read.
summary-truncated = There were more; these are the newest { $count }.
summary-unreadable = { $count ->
    [one] 1 message could not be read.
   *[other] { $count } messages could not be read.
}
summary-why-discord = Discord shows me only messages that mention me, unless the operator switches on the Message Content Intent. The menu of a message adds it.
summary-why-slack = These are replies in threads, more than Slack lets me read at a time.
summary-estimate = There are { $count } messages. Summarising them takes about { $requests } requests and { NUMBER($tokens) } tokens.
button-summarize = Summarise ({ $requests } requests)
summary-since = --{ $option } must be a day, a time ago, such as yesterday or 3 hours, or the link of a message, not “{ $given }”.
summary-not-here = I can summarise channels of Discord and Slack only. To sum up a file, attach it and ask about it.
summary-not-readable = You may not read that channel, so I do not read it for you.
summary-other-place = That message is from another server. Ask me there.
summary-no-channel = I know no channel called “{ $name }” here.
summary-bot-cannot-read = I may not read that channel. An administrator can allow it, or add me to it.
summary-scope = I lack the right { $scope } in this workspace. An administrator can grant it.
summary-platform-away = The messages cannot be read at the moment. Try again later.
privacy-files = Files that you give me are kept with their conversation as long as it is. Their text, and the pictures of scanned pages, are sent to the model that answers.
privacy-summaries = A summary sends the messages of the time that somebody asks about to the model, only those that this person may read, and without people who are blocked or forgotten. I do not keep those messages.
