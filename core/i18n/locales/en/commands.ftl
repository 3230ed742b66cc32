## What commands say.

### Buttons
button-again = Again
button-edit = Edit
button-vary = Vary
button-limerick = Limerick
button-speak = Speak
button-continue = Continue
button-delete = Delete
button-forget-me = Yes, forget me

### While making
thinking = Thinking…
painting-one-of = Painting picture { $number } of { $count }
limerick-writing = Looking for rhymes
limerick-mending = The rhymes limp; writing it once more
speaking-part = Speaking part { $number } of { $count }
perform-prompt = Thinking up the picture
perform-picture = Painting it
perform-limerick = Writing a limerick about it
perform-recording = Reading it aloud
perform-title-prompt = The idea
perform-title-limerick = The limerick

### What they need
chat-nothing-said = Say something, or attach a picture or a text file.
limerick-about-what = Tell me what the limerick is about, or attach a picture: there is none here yet.
speak-nothing = There is nothing in this text that can be spoken.
speak-too-long = I can speak { $maximum } characters at once; this has { $length }. Shorten it or speak it in parts.

### /troubadour models
models-task =
    { $task ->
        [chat_completion] **Talking**
        [text_generation] **Going on with a text**
        [text_to_image] **Painting**
        [text_to_speech] **Speaking**
       *[other] **{ $task }**
    }
models-none = • none
models-used = • { $model } ({ $engine }, licence: { $licence }{ $price }), used here{ $more }
models-offered = • { $model } ({ $engine }, licence: { $licence }{ $price }){ $more }
models-chosen = From now on { $model } is used (task: { $task }).
models-reset = What was chosen is forgotten; the first model is used again (task: { $task }).
models-which-task = Say for which task, with --task: { $tasks }.

### /troubadour persona
persona-set = From now on I am: { $persona }
persona-reset = I am myself again.
persona-is = When I chat, I am: { $persona }
persona-default = When I chat, I am Troubadour. Describe somebody else after the command to change that.

### /troubadour usage
usage-yours =
    { $period ->
        [day] **Your last 24 hours**
        [week] **Your last 7 days**
       *[month] **Your last 30 days**
    }
usage-everybody =
    { $period ->
        [day] **Everybody, last 24 hours**
        [week] **Everybody, last 7 days**
       *[month] **Everybody, last 30 days**
    }
usage-task =
    { $task ->
        [chat_completion] • talking: { $count ->
            [one] { $count } call
           *[other] { $count } calls
        }
        [text_generation] • going on with texts: { $count ->
            [one] { $count } call
           *[other] { $count } calls
        }
        [text_to_image] • painting: { $count ->
            [one] { $count } picture
           *[other] { $count } pictures
        }
       *[text_to_speech] • speaking: { $count ->
            [one] { $count } sentence
           *[other] { $count } sentences
        }
    }
usage-failed =
    • failed, and free: { $count ->
        [one] { $count } call
       *[other] { $count } calls
    }
usage-nothing = • nothing yet
usage-no-limits = There are no limits set.

### /troubadour reset
reset-public =
    { $name } made me forget the conversation here: { $count ->
        [one] { $count } message
       *[other] { $count } messages
    }.
reset-private =
    Your private conversation with me here is forgotten: { $count ->
        [one] { $count } message
       *[other] { $count } messages
    }.

### /troubadour privacy and forget-me
privacy-kept = I keep what you ask me here and what I answer, so that I remember the conversation. Called into a thread, I read what was said there before; I read nothing else.
privacy-days =
    { $days ->
        [one] It is deleted after { $days } day.
       *[other] It is deleted after { $days } days.
    }
privacy-engines = What you ask goes to: { $engines }. The built-in engine runs on this machine; nothing leaves it.
privacy-logs = Logs contain neither questions nor answers.
privacy-forget = { $command } deletes everything about you at once.
forget-me-sure = This deletes your messages, my answers to them, your pictures, recordings, choices and usage. It cannot be undone.
forget-me-done =
    Forgotten: { $count ->
        [one] { $count } entry
       *[other] { $count } entries
    } about you.

### /troubadour status, pause and help
status-version = Troubadour { $version }
status-jobs =
    { $count ->
        [0] Nothing else is under way.
        [one] { $count } other reply is under way.
       *[other] { $count } other replies are under way.
    }
status-paused = I am paused. { $command } lets me go on.
pause-paused = { $name } has paused me. { $command } lets me go on.
pause-resumed = { $name } has let me go on.
help-head = **I am Troubadour.** Type a command, or just talk to me:
help-command = • { $command }: { $summary }
help-more = Every command has options: { $command } shows those of a command.
help-option = • { $option }: { $description }
help-option-choices = • { $option }: { $description } ({ $choices })
help-option-range = • { $option }: { $description } ({ $minimum } to { $maximum })
