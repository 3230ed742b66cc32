## Limits: why somebody has to wait, and until when.

limit-reached =
    { $scope ->
        [user] Your limit
        [channel] The limit of this channel
       *[tenant] The limit of this community
    } for { $task ->
        [chat] conversations
        [complete] texts
        [paint] pictures
       *[speak] speech
    } is used up ({ $units } per { $period ->
        [minute] minute
        [hour] hour
        [day] day
       *[month] month
    }). There is room for this again at { $moment }.
limit-never =
    That asks for more { $task ->
        [chat] conversations
        [complete] texts
        [paint] pictures
       *[speak] speech
    } at once than { $scope ->
        [user] your limit
        [channel] the limit of this channel
       *[tenant] the limit of this community
    } ever allows: { $units }. Ask for fewer.
limit-at-once =
    { $count ->
        [one] A command of yours is
       *[other] { $count } commands of yours are
    } still running. Wait until one has ended, or stop one.
limit-blocked = I have been told not to answer you here. Whoever runs me can change that.
