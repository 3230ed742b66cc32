## The web room.

### Turned away
web-wrong-host = This room does not accept this host name. Open the room at its own address, or add the name to TROUBADOUR_WEB_HOSTS.
web-wrong-origin = This request came from another page. Open the room itself and try again.
web-come-in-first = You are not in the room yet. Reload the page.
web-wrong-password = The password is wrong. Ask the operator of this room.
web-invited-only = This room takes invitations only. Ask the operator of this room for a link.
web-link-used = This link was used before, or the room has restarted since. Ask the operator of this room for a new one.
web-nobody-called = Nobody here is called “{ $name }”. Give the name that is above their question.
web-several-called = Several people here are called “{ $name }”. Give the id of the person you mean: { $ids }. Point at a name to see its id.
web-name-empty = A name needs at least one visible letter.
web-no-such-page = There is nothing at this address.
web-bad-request = I do not understand this request. Reload the page and try again.
web-body-too-large = This is too long to send. Shorten it, or attach it as a file.
web-too-slow = Nothing more arrived for half a minute. Check the connection and try again.
web-too-many-streams = This room is open in too many tabs of this browser. Close some and reload the page.
web-file-too-large = This file is larger than { $megabytes } MB, the most that I accept. Send a smaller one.
web-file-gone = This file is gone. It was deleted, or it has expired.
web-upload-gone = A file you attached is gone. Attach it again.

### The door
web-page-enter-hint = This room has a password. Ask the operator of this room.
web-page-enter-link = You have a one-time link. It lets you in as the operator of this room.
web-page-enter-password = Password
web-page-enter-go = Come in

### The room
web-page-welcome = Ask for a song, a picture, a story
web-page-welcome-more = I paint pictures, write limericks, read aloud, and like to talk.
web-page-welcome-hint = Type `/` for everything I can do, or just talk. You can drop pictures anywhere.
web-page-example-perform = /perform a lighthouse in a storm
web-page-example-imagine = /imagine a red fox in snow --seed 7
web-page-example-limerick = /limerick a baker who dreams of the sea
web-page-example-speak = /speak Good evening, and welcome to the show!
web-page-example-chat = Who are you, and what can you do?
web-page-reconnecting = Reconnecting…
web-page-latest = To the latest
web-page-latest-new = New: { $count }. To the latest
web-page-older = Show older replies
web-page-older-loading = Loading older replies…
web-page-older-failed = The older replies did not arrive. Try again.
web-page-beginning = The room begins here.
web-page-private = only you
web-page-reply-to = { $name } asked: { $said }
web-page-queued = Waiting for a turn
web-page-working = On it
web-page-writing = Writing
web-page-seconds-left = about { $seconds } s left
web-page-stop = Stop
web-page-stopped = Stopped by { $name }.
web-page-nothing-said = Done.
web-page-error-id = Request id: { $id }
web-page-announce-done = Answer for { $name }: { $said }
web-page-announce-stopped = The answer for { $name } was stopped.
web-page-announce-failed = No answer for { $name }: { $said }

### Pictures and recordings
web-page-full-size = Show in full size
web-page-show-spoiler = Show this picture
web-page-download = Download
web-page-play = Play
web-page-pause = Pause
web-page-position = Position in the recording
web-page-transcript = Transcript

### Writing
web-page-placeholder = Talk, or type /
web-page-line-label = Your message
web-page-send = Send
web-page-attach = Attach files
web-page-attached = Attached files
web-page-record = Record a message
web-page-recording = Recording
web-page-recording-name = voice-message
web-page-record-stop = Finish the recording
web-page-record-cancel = Discard the recording
web-page-record-denied = The browser does not let this page use the microphone. Allow it in the browser's settings for this page.
web-page-record-no-device = No microphone works here. Connect one, or attach a recording.
web-page-level = Loudness
web-page-options = Options
web-page-completions = Completions
web-page-not-sent = The room does not respond, so your message was not sent. It is still here. Send it again in a moment.
web-page-too-many-files = You can attach at most { $count } files to one message.
web-page-file-too-large = { $name } is too large. The limit is { $size }.
web-page-upload-failed = The upload of { $name } failed. Attach it again.
web-page-uploading = Uploading { $name }
web-page-remove = Remove { $name }
web-page-pasted = Pasted file

### Forms and the name
web-page-form-command = Command
web-page-form-send = Send
web-page-cancel = Cancel
web-page-close = Close
web-page-required = required
web-page-your-name = Your name
web-page-change-name = You are { $name }. Change your name
web-page-name-title = What should I call you?
web-page-name-why = Everybody in this room sees this name next to your questions.
web-page-name-go = That is me
web-page-name-later = Not now

### Conversations
web-no-conversation = There is no such conversation. It was deleted, or it belongs to somebody else.
web-not-your-conversation = Only the person who opened this conversation, or an administrator, can change it for everybody.
web-title-empty = A title needs at least one visible letter.
web-page-conversations = Conversations
web-page-lobby = The lobby
web-page-to-lobby = To the lobby
web-page-new = New conversation
web-page-new-shared = New one for everybody
web-page-untitled = New conversation
web-page-shared = everybody here
web-page-search = Search all conversations
web-page-found-none = Nothing has these words.
web-page-found-count = Found: { $count }
web-page-archived = Archived
web-page-conversation-menu = More about { $title }
web-page-title = Title
web-page-rename = Rename
web-page-pin = Pin
web-page-unpin = Unpin
web-page-archive = Archive
web-page-unarchive = Out of the archive
web-page-export-markdown = Save as Markdown
web-page-export-json = Save as JSON
web-page-delete = Delete
web-page-delete-sure = This deletes the conversation with everything in it, for everybody who can read it.
web-page-delete-go = Delete for good
web-page-starts-afresh = What is above is forgotten

### The line and its files
web-page-completions-count = { $at } of { $count }
web-page-model = Model that answers
web-page-model-usual = The usual model
web-page-pasted-text = pasted-text
web-page-paste-as-text = Put it into the line
web-page-preview = Preview
web-page-file-broken = { $name } is empty or damaged, so it was not attached.
web-page-field-empty = Fill in “{ $label }”.

### The first visit
web-page-welcome-picture = A painted lighthouse in a storm at sunset
web-page-welcome-picture-made = `/imagine a lighthouse in a storm at sunset`, by the built-in engine
web-page-answering = { $model } answers here.
web-page-answering-rules = No model is connected. The built-in engine answers, by rules.
web-page-connect = Connect a model
web-page-connect-token = From Hugging Face: create a token at https://huggingface.co/settings/tokens, write `HF_TOKEN=hf_…` to `.env`, and start again.
web-page-connect-server = From a server of your own, such as Ollama or llama.cpp: write `TROUBADOUR_CHAT_COMPLETION_MODELS=MODEL@http://127.0.0.1:11434/v1` to `.env`, and start again.

### Pictures at full size
web-page-previous = Previous picture
web-page-next = Next picture
web-page-zoom = Zoom
web-page-compare = Compare with the source
web-page-source = Source: { $name }
web-page-place-in-set = { $at } of { $count }
