## Sentences of the commands.

### Buttons
button-again = Again
button-edit = Edit
button-vary = Vary
button-show-file = Show it now
button-limerick = Limerick
button-speak = Speak
button-continue = Continue
button-delete = Delete
button-stop = Stop
button-forget-me = Yes, forget me

### While making
thinking = Thinking…
painting-one-of = Painting picture { $number } of { $count }
limerick-writing = Looking for rhymes
limerick-mending = The rhymes do not work yet; trying again
speaking-part = Speaking part { $number } of { $count }
speaking-estimate =
    About { $minutes } { $minutes ->
        [one] minute
       *[other] minutes
    } of speech in { $requests } { $requests ->
        [one] request
       *[other] requests
    }.
speaking-chapters = Chapters: { $chapters }
perform-prompt = Thinking of a picture
perform-picture = Painting it
perform-limerick = Writing a limerick about it
perform-recording = Reading it aloud
perform-title-prompt = The idea
perform-title-limerick = The limerick

### Missing or unusable input
chat-nothing-said = Say something, or attach a picture, a document or a text file.
limerick-about-what = Say what the limerick is about, or attach a picture. There is none here yet.
speak-nothing = There is nothing in this text that I can speak.
speak-too-long = I can speak at most { $maximum } characters, and this has { $length }. Shorten it, or split it into parts.
translate-nothing = Give me a text to translate, or attach a text file or a document.
translate-language = --{ $option } must be a language, such as German, Deutsch or de, not “{ $given }”.
translate-not-text = I can translate text files and documents. { $name } is { $media_type }.
translate-cut = The text was too long: this translation is not complete. Translate it in smaller pieces.
transcribe-nothing = Attach a recording that I shall write down.
transcribe-no-words = I hear no words in this recording. Record it again, closer to the microphone.
transcribing-part = Listening to part { $number } of { $count }
heard-words = > 🎤 { $words }
button-correct-heard = Correct what I heard
button-show-heard = Show all I heard

### /troubadour models
models-task =
    { $task ->
        [chat_completion] **Chat**
        [text_generation] **Text generation**
        [text_to_image] **Pictures**
        [automatic_speech_recognition] **Speech recognition**
        [text_to_speech] **Speech**
       *[other] **{ $task }**
    }
models-none = • none
models-used = • { $model } ({ $engine }, licence: { $licence }{ $price }), used here{ $more }
models-offered = • { $model } ({ $engine }, licence: { $licence }{ $price }){ $more }
models-chosen = From now on, I use { $model } (task: { $task }).
models-reset = The choice is reset. I use the first model again (task: { $task }).
models-which-task = Name the task with --task: { $tasks }.

### /troubadour persona
persona-set = From now on, I am: { $persona }
persona-reset = I am myself again.
persona-is = When I chat, I am: { $persona }
persona-default = When I chat, I am Troubadour. To change that, describe somebody else after the command.

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
        [chat_completion] • chat: { $count ->
            [one] { $count } request
           *[other] { $count } requests
        }
        [text_generation] • text generation: { $count ->
            [one] { $count } request
           *[other] { $count } requests
        }
        [text_to_image] • pictures: { $count ->
            [one] { $count } picture
           *[other] { $count } pictures
        }
        [automatic_speech_recognition] • speech recognition: { $count ->
            [one] { $count } request
           *[other] { $count } requests
        }
       *[text_to_speech] • speech: { $count ->
            [one] { $count } sentence
           *[other] { $count } sentences
        }
    }
usage-failed =
    • failed, free of charge: { $count ->
        [one] { $count } request
       *[other] { $count } requests
    }
usage-nothing = • nothing yet
usage-no-limits = No limits are set.

### /troubadour reset
reset-public =
    { $name } reset the conversation here. I have forgotten { $count ->
        [one] { $count } message
       *[other] { $count } messages
    }.
reset-private =
    I have forgotten your private conversation here: { $count ->
        [one] { $count } message
       *[other] { $count } messages
    }.

### /troubadour privacy and forget-me
privacy-kept = I keep your questions and my answers here, so that I remember the conversation. If you call me into a thread, I read its earlier messages. If you reply to a message, I read it and the messages above it in its chain of replies, too; the same goes for one that you forward to me. I read nothing else.
privacy-days =
    { $days ->
        [one] It is deleted after { $days } day.
       *[other] It is deleted after { $days } days.
    }
privacy-left = If I am removed from a server or workspace, or a channel is deleted, I delete what I keep of it a day later, unless I am back by then.
privacy-engines = Your questions go to: { $engines }. The built-in engine runs on this machine and sends nothing anywhere.
privacy-logs = Logs contain neither questions nor answers.
privacy-forget = { $command } deletes everything about you immediately.
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
        [0] No other reply is running.
        [one] { $count } other reply is running.
       *[other] { $count } other replies are running.
    }
status-paused = I am paused. { $command } ends the pause.
pause-paused = { $name } has paused me. { $command } ends the pause.
pause-resumed = { $name } has ended the pause.
help-head = **I am Troubadour.** Type a command, or just talk to me:
help-command = • { $command }: { $summary }
help-more = Every command has options. { $command }, for example, shows those of one command.
help-option = • { $option }: { $description }
help-option-choices = • { $option }: { $description } ({ $choices })
help-option-range = • { $option }: { $description } ({ $minimum } to { $maximum })
