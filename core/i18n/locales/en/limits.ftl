## Limits: why people have to wait, and until when.

limit-reached =
    { $scope ->
        [user] Your limit
        [network] The limit of the guests on your network
        [channel] The limit of this channel
       *[tenant] The limit of this community
    } for { $task ->
        [chat_completion] conversations
        [text_generation] texts
        [text_to_image] pictures
        [automatic_speech_recognition] seconds of speech recognition
       *[text_to_speech] speech
    } is used up ({ $units } per { $period ->
        [minute] minute
        [hour] hour
        [day] day
       *[month] month
    }). Try again at { $moment }.
limit-never =
    This asks for more { $task ->
        [chat_completion] conversations
        [text_generation] texts
        [text_to_image] pictures
        [automatic_speech_recognition] seconds of speech recognition
       *[text_to_speech] speech
    } than { $scope ->
        [user] your limit
        [network] the limit of the guests on your network
        [channel] the limit of this channel
       *[tenant] the limit of this community
    } allows: { $units }. Ask for fewer.
limit-at-once =
    { $count ->
        [one] One of your commands is
       *[other] { $count } of your commands are
    } still running. Wait until one ends, or stop one.
limit-at-once-network =
    { $count ->
        [one] One command of the guests on your network is
       *[other] { $count } commands of the guests on your network are
    } still running. Wait until one ends.
limit-blocked = I am not allowed to answer you here. The operator or an administrator of this place can change that.

usage-limits = **Limits left**
usage-left =
    • { $scope ->
        [user] You
        [network] All guests on your network
        [channel] This channel
       *[tenant] This community
    }, { $task ->
        [chat_completion] conversations
        [text_generation] texts
        [text_to_image] pictures
        [automatic_speech_recognition] seconds of speech recognition
       *[text_to_speech] speech
    }: { $count } of { $units } per { $period ->
        [minute] minute
        [hour] hour
        [day] day
       *[month] month
    }
usage-refill = ↳ full again at { $moment }

gate-waiting =
    { $count ->
        [0] Please wait. Your request is next.
        [one] Please wait. One request is before yours.
       *[other] Please wait. { $count } requests are before yours.
    }
gate-too-long = Too many requests are waiting for this model. Try again at { $moment }.
gate-held = The provider asks for a pause. I continue at { $moment }.
