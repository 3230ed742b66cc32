## The overview for those who run the bot: `/troubadour overview` and the operator's page of the web room.

overview-head =
    { $of ->
        [state] **State**
        [queue] **Queue**
        [models] **Models**
        [places] **Servers and workspaces**
        [limits] **Limits**
        [reports] **Reports**
        [blocks] **Blocked people**
        [alerts] **Alerts**
       *[errors] **Errors**
    }
overview-nothing = Nothing.
overview-working = Commands are accepted.
overview-paused = I am paused: nothing is made for anybody.
overview-platform =
    { $platform }: { $state ->
        [up] connected
       *[down] not connected
    }
overview-job =
    • { $command }, { $name } ({ $place }): { $state ->
        [running] running since { $moment }
       *[waiting] waiting since { $moment }
    }
overview-jobs-more =
    { $count ->
        [one] • one more
       *[other] • { $count } more
    }
overview-rest =
    • { $provider }: { $reason ->
        [failing] it keeps failing; I try again at { $moment }
        [throttled] it takes no more requests; I try again at { $moment }
       *[unpaid] its credit is used up; I try again at { $moment }
    }
overview-place =
    • { $place }: { $who ->
        [everybody] everybody may use me
        [nobody] nobody may use me, because the operator has not listed it
       *[others] everybody may use me, except { $people }
    }{ $more }
overview-place-limits = , with limits of its own
overview-where =
    { $platform ->
        [web] the web room
        [terminal] the terminal
       *[other] { $platform }
    }
overview-block = • { $name } ({ $place }), since { $moment }
overview-error = • { $number } · { $moment } · { $what } ({ $place }): { $kind } · { $source }
button-pause = Pause
button-resume = Resume
button-unblock = Unblock

web-page-operator = Operator's page
web-page-operator-why = The state of the whole bot, which only administrators of the room see. Every part is a command, too: `/troubadour overview`.
web-page-operator-fresh = As of { $time }
web-page-operator-usage = Usage
web-page-operator-by-day = Requests by day
web-page-operator-by-task = Requests by task
web-page-operator-by-person = Requests by person
web-page-operator-by-model = Requests by model
web-page-operator-day = 24 hours
web-page-operator-week = 7 days
web-page-operator-month = 30 days
web-page-operator-period = Period
web-admins-only = The operator's page is for administrators of the room. The log of the bot shows a link that lets you in as one.
