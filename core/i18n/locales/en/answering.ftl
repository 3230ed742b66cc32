# `/troubadour answering`
answering-is = { $where ->
    [everything] I answer every message of a person here. I leave alone what mentions or answers somebody else.
    [threads] Every message here that is for nobody else opens a thread. I go on in it without mentions.
   *[mentions] I answer messages here that mention me, and no others.
}
answering-not-here = This can be chosen in channels of Discord and Slack only. Here I answer every message anyway.
answering-thread-title = Question from { $name }
discord-unheard = Discord does not show me messages that do not mention me. The operator can switch on the Message Content Intent in the developer portal, under Bot, and start me again. Until then, I answer mentions only.
discord-unheard-http = I get no messages from Discord at all, because the operator runs me over HTTP. I answer commands only.
slack-unheard = Slack does not send me the messages of channels, because I do not have the scope { $scope }. The app's manager can print the manifest again, paste it, and install the app again. Until then, I answer mentions only.
