## Budgets, limits that administrators set, and reminders.

budget-spent =
    { $scope ->
        [user] Your budget
        [network] The budget of the guests on your network
        [channel] The budget of this channel
        [tenant] The budget of this community
       *[bot] The budget of the whole bot
    } of { $measure ->
        [call] { $amount } request
        [calls] { $amount } requests
       *[dollars] { $amount }
    } { $period ->
        [day] for today
       *[month] for this month
    } is used up. The next one starts at { $moment }.
budget-never =
    This costs more than { $scope ->
        [user] your whole budget
        [network] the whole budget of the guests on your network
        [channel] the whole budget of this channel
        [tenant] the whole budget of this community
       *[bot] the whole budget of the bot
    }: { $amount }. Ask for less.
usage-budget =
    • { $scope ->
        [user] Your budget
        [network] The budget of the guests on your network
        [channel] The budget of this channel
        [tenant] The budget of this community
       *[bot] The budget of the whole bot
    }: { $left } of { $measure ->
        [call] { $amount } request
        [calls] { $amount } requests
       *[dollars] { $amount }
    } left, renewed at { $moment }

limits-here = **Limits here**
limits-rate =
    • { $scope ->
        [user] each person
        [network] all guests on your network
        [channels] each channel
        [tenants] each community
        [channel] this channel
       *[tenant] this community
    }, { $task ->
        [chat_completion] conversations
        [text_generation] texts
        [text_to_image] pictures
        [automatic_speech_recognition] seconds of speech recognition
       *[text_to_speech] speech
    }: { $units } per { $period ->
        [minute] minute
        [hour] hour
        [day] day
       *[month] month
    }{ $owner ->
        [operator] { "" }
        [tenant] , set for this community
       *[place] , set for this channel
    }
limits-budget =
    • { $scope ->
        [user] each person
        [network] all guests on your network
        [channels] each channel
        [tenants] each community
        [channel] this channel
        [tenant] this community
       *[bot] the whole bot
    }: { $measure ->
        [call] { $amount } request
        [calls] { $amount } requests
       *[dollars] { $amount }
    } per { $period ->
        [day] day
       *[month] month
    }{ $owner ->
        [operator] { "" }
        [tenant] , set for this community
       *[place] , set for this channel
    }
limits-jobs = • running commands of one person: { $count }
limits-role =
    • { $who }: { $treat ->
        [exempt] exempt from the limits set here
        [blocked] blocked here
       *[weight] weight { $weight } in the queue
    }{ $owner ->
        [operator] { "" }
        [tenant] , in this community
       *[place] , in this channel
    }
limits-none = Nothing is limited here.
limits-done = Done. These limits apply now.
limits-above =
    The operator allows { $units } per { $period ->
        [minute] minute
        [hour] hour
        [day] day
       *[month] month
    }. Set that much or less.
limits-budget-above =
    The operator allows { $measure ->
        [call] { $amount } request
        [calls] { $amount } requests
       *[dollars] { $amount }
    } per { $period ->
        [day] day
       *[month] month
    }. Set that much or less.
limits-bad-rate = “{ $given }” is not a rate. Write a number and a period, such as 10/hour or 50/day.
limits-bad-budget = “{ $given }” is not a budget. Write a number of requests or dollars per day or month, such as 200/day or $5/month, or write none.
limits-incomplete = Name a limit: a task and a rate, such as { $example }; a budget, such as --budget 200/day; or a person or role, and what applies to them.
limits-bad-who = I do not know who “{ $given }” is. Mention one person or one role.
limits-tenant-only = To set a limit for the whole community, add --everywhere.

limit-kept-only = Your limit is used up. For now I can only repeat earlier answers, and this is not one of them.
limit-last =
    one more { $task ->
        [chat_completion] conversation
        [text_generation] text
        [text_to_image] picture
       *[text_to_speech] recording
    } until { $moment }
button-remind = Remind me
reminder-set = I will run it at { $moment } and tell you here.
reminder-not-yours = Only the person who asked can get this reminder.
reminder-here = There is room for your request again.

usage-cost = • cost: about { $amount }
usage-tokens = • tokens: { $count }
usage-days = **By day**
usage-top = **Heaviest users**
usage-person =
    • { $who }: { $count ->
        [one] one request
       *[other] { $count } requests
    }{ $amount }
usage-amount = , { $amount }
usage-forgotten = forgotten people
usage-opinions = **Ratings of answers**
usage-opinion =
    • { $model }: { $liked ->
        [one] liked once
       *[other] liked { $liked } times
    }, { $disliked ->
        [one] disliked once
       *[other] disliked { $disliked } times
    }
