## Errors of every command.

no-such-command = There is no command { $name }. Known commands: { $known }.
option-unknown = { $command } has no option --{ $option }. Its options: { $known }.
option-missing = { $command } needs { $option }.
option-too-long = --{ $option } can have at most { $maximum } characters. This has { $length }.
option-choices = --{ $option } must be one of { $choices }, not “{ $given }”.
option-range =
    { $kind ->
        [integer] --{ $option } must be a whole number from { $minimum } to { $maximum }, not “{ $given }”.
       *[number] --{ $option } must be a number from { $minimum } to { $maximum }, not “{ $given }”.
    }
option-bad =
    { $kind ->
        [integer] --{ $option } must be a whole number, not “{ $given }”.
        [number] --{ $option } must be a number, not “{ $given }”.
        [flag] --{ $option } is a switch and takes no value such as “{ $given }”.
       *[other] --{ $option } cannot be “{ $given }”.
    }
attachments-too-many = You attached { $given } files. Attach at most { $maximum }.
attachment-too-large = { $name } is too large. A file can have at most { $maximum }.
attachment-not-understood = I can read pictures, documents, recordings and text files. { $name } is { $media_type }.
attachment-not-text = { $name } is not a text file in UTF-8. Save it as UTF-8 and try again.
attachment-not-picture = { $name } is not a picture.
message-without-picture = There is no picture in this message.
message-without-recording = There is no recording in this message.
message-empty = There is nothing in this message that I can use.
place-not-listed = I am not set up for this place. The operator can add it.
answer-refused = This place does not accept the answer. Ask me again, or ask me somewhere else.
private-not-here = The answer is for you alone, but everybody here sees what I write. Ask me somewhere else.
form-in-words = I have no forms here. Change this line and send it: { $line }
place-takes-no-files = I may not attach files here, so I did not start, and nothing was charged. An administrator can allow it.
admins-only = { $command } is for administrators of this place.
bot-paused = I am paused at the moment. An administrator can end the pause.
button-expired = This button has expired. Use the command again to get a new one.
form-expired = This form has expired. Use the command again to get a new one.
reply-gone = That reply is gone.
stop-not-yours = Only { $name } and administrators can stop this.
stop-too-late = There is nothing left to stop. It has ended.
delete-not-yours = Only { $name } and administrators can delete this.
job-too-long =
    This took longer than { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }, so I gave up. Ask for something shorter or smaller.
internal-error = Something went wrong on my side. If you report it, include this request id: { $id }.
no-engine = There is no engine for this task ({ $task }). The operator can set one up.
model-needed = This needs a model, and none is connected here: the operator can set HF_TOKEN, or name a model on a server of their own in { $setting }.
no-picture-came = No picture came back. Try again, or use other words.
no-sound-came = No sound came back. Try again, or use another voice.
interrupted-by-restart = I am restarting and continue in a moment.
paused-without-store = My storage is out of reach, so I pause here. I go on when it answers again.
command-gone = { $name } is not installed here any more. The operator can install it again.
tried-too-often =
    This was started { $count ->
        [one] { $count } time
       *[other] { $count } times
    } and cut off each time, so I gave up. You can ask for it again.
crashed-too-often =
    I crashed { $count ->
        [one] { $count } time
       *[other] { $count } times
    } while this ran. This request may have crashed the bot, so I gave up. Ask for something else, or in another way.
request-damaged = My record of this request is damaged, so I cannot answer it. Please ask again.
engine-not-here = Nothing can answer here yet. The operator can set HF_TOKEN, or let the built-in engine answer everywhere with TROUBADOUR_BUILTIN_ENGINE.
