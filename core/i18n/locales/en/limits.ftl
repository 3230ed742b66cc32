## Limits: why somebody has to wait, and until when.

limit-reached =
    { $scope ->
        [user] Your limit
        [channel] The limit of this channel
       *[tenant] The limit of this community
    } for { $task ->
        [chat_completion] conversations
        [text_generation] texts
        [text_to_image] pictures
       *[text_to_speech] speech
    } is used up ({ $units } per { $period ->
        [minute] minute
        [hour] hour
        [day] day
       *[month] month
    }). There is room for this again at { $moment }.
limit-never =
    That asks for more { $task ->
        [chat_completion] conversations
        [text_generation] texts
        [text_to_image] pictures
       *[text_to_speech] speech
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
limit-blocked = I have been told not to answer you here. Whoever runs me, or administers this place, can change that.

usage-limits = **What is left**
usage-left =
    • { $scope ->
        [user] You
        [channel] This channel
       *[tenant] This community
    }, { $task ->
        [chat_completion] conversations
        [text_generation] texts
        [text_to_image] pictures
       *[text_to_speech] speech
    }: { $count } of { $units } per { $period ->
        [minute] minute
        [hour] hour
        [day] day
       *[month] month
    }
usage-refill = ↳ everything is back at { $moment }

gate-waiting =
    { $count ->
        [0] A little patience: your call is the next.
        [one] A little patience: one call is before yours.
       *[other] A little patience: { $count } calls are before yours.
    }
gate-too-long = Too many are waiting for this model. Try again at { $moment }.
gate-held = The provider asks for a pause. I go on at { $moment }.
