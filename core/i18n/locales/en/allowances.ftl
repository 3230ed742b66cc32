## Budgets, limits that administrators set, and reminders.

budget-spent =
    { $scope ->
        [user] Your budget
        [channel] The budget of this channel
        [tenant] The budget of this community
       *[bot] The budget of everybody together
    } of { $measure ->
        [call] { $amount } call
        [calls] { $amount } calls
       *[dollars] { $amount }
    } { $period ->
        [day] for today
       *[month] for this month
    } is spent. It begins anew at { $moment }.
budget-never =
    That costs more than { $scope ->
        [user] your budget
        [channel] the budget of this channel
        [tenant] the budget of this community
       *[bot] the budget of everybody together
    } ever allows: { $amount }. Ask for less.
usage-budget =
    • { $scope ->
        [user] Your budget
        [channel] The budget of this channel
        [tenant] The budget of this community
       *[bot] The budget of everybody together
    }: { $left } of { $measure ->
        [call] { $amount } call
        [calls] { $amount } calls
       *[dollars] { $amount }
    } left, anew at { $moment }

limits-here = **What is allowed here**
limits-rate =
    • { $scope ->
        [user] each person
        [channel] this channel
       *[tenant] this community
    }, { $task ->
        [chat_completion] conversations
        [text_generation] texts
        [text_to_image] pictures
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
        [channel] this channel
        [tenant] this community
       *[bot] everybody together
    }: { $measure ->
        [call] { $amount } call
        [calls] { $amount } calls
       *[dollars] { $amount }
    } per { $period ->
        [day] day
       *[month] month
    }{ $owner ->
        [operator] { "" }
        [tenant] , set for this community
       *[place] , set for this channel
    }
limits-jobs = • commands of one person at once: { $count }
limits-role =
    • { $who }: { $treat ->
        [exempt] not bound by what is set here
        [blocked] may make nothing here
       *[weight] waits with the weight { $weight }
    }{ $owner ->
        [operator] { "" }
        [tenant] , in this community
       *[place] , in this channel
    }
limits-none = Nothing is limited here.
limits-done = Done. This is what is allowed now.
limits-above =
    The operator allows { $units } per { $period ->
        [minute] minute
        [hour] hour
        [day] day
       *[month] month
    }. Set as much or less.
limits-budget-above =
    The operator allows { $measure ->
        [call] { $amount } call
        [calls] { $amount } calls
       *[dollars] { $amount }
    } per { $period ->
        [day] day
       *[month] month
    }. Set as much or less.
limits-bad-rate = “{ $given }” is not a rate. Write how many in which time: 10/hour, 50/day.
limits-bad-budget = “{ $given }” is not a budget. Write how many calls or dollars in a day or month: 200/day, $5/month; or none.
limits-incomplete = Say which limit: a task and a rate, such as { $example }; a budget, such as --budget 200/day; or whom, and what holds for them.
limits-bad-who = I do not know whom “{ $given }” means. Mention one person or one role.
limits-tenant-only = A limit of the whole community is set with --everywhere.

limit-kept-only = Your limit is used up, and this is not what I have made before: nothing new is made for now.
limit-last =
    one more { $task ->
        [chat_completion] conversation
        [text_generation] text
        [text_to_image] picture
       *[text_to_speech] recording
    } until { $moment }
button-remind = Remind me
reminder-set = I will run it at { $moment } and tell you here.
reminder-not-yours = Only who asked can be reminded of this.
reminder-here = There is room again for what you asked for.

usage-cost = • cost: about { $amount }
usage-tokens = • tokens: { $count }
usage-days = **By day**
usage-top = **Who used most**
usage-person =
    • { $who }: { $count ->
        [one] one call
       *[other] { $count } calls
    }, { $amount }
usage-forgotten = forgotten people
usage-opinions = **What people thought of answers**
usage-opinion =
    • { $model }: { $liked ->
        [one] liked once
       *[other] liked { $liked } times
    }, { $disliked ->
        [one] disliked once
       *[other] disliked { $disliked } times
    }
