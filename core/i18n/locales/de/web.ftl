## The web room.

### Turned away
web-wrong-host = Auf diesen Namen hört der Raum nicht. Öffne ihn unter seiner eigenen Adresse, oder füg den Namen zu TROUBADOUR_WEB_HOSTS hinzu.
web-wrong-origin = Das kam von einer anderen Seite, nicht aus dem Raum. Öffne den Raum selbst und versuch es noch einmal.
web-come-in-first = Komm erst herein: Lade die Seite neu.
web-wrong-password = Das ist nicht das Passwort. Wer diesen Raum betreibt, kennt es.
web-invited-only = In diesen Raum kommt man nur mit einer Einladung. Wer ihn betreibt, kann dir einen Link geben.
web-link-used = Dieser Link wurde schon benutzt oder stammt von einem früheren Start. Wer diesen Raum betreibt, kann dir einen neuen geben.
web-nobody-called = Hier heißt niemand „{ $name }“. Gib den Namen an, der über der Frage steht.
web-several-called = Hier heißen mehrere „{ $name }“. Gib die ID an, die der Name zeigt, wenn man auf ihn zeigt: { $ids }.
web-name-empty = Ein Name braucht mindestens einen Buchstaben, den man sehen kann.
web-no-such-page = Unter dieser Adresse gibt es nichts.
web-bad-request = Diese Anfrage verstehe ich nicht. Lade die Seite neu und versuch es noch einmal.
web-body-too-large = Das ist zu lang zum Senden. Kürze es, oder häng es als Datei an.
web-too-slow = Eine halbe Minute lang kam nichts mehr an. Prüf die Verbindung und versuch es noch einmal.
web-too-many-streams = Dieser Raum ist in zu vielen Tabs dieses Browsers offen. Schließ einige und lade die Seite neu.
web-file-too-large = Diese Datei ist größer als { $megabytes } MB, mehr nehme ich nicht. Schick eine kleinere.
web-file-gone = Diese Datei ist weg: Sie wurde gelöscht oder ist abgelaufen.
web-upload-gone = Eine angehängte Datei ist weg. Häng sie noch einmal an.

### The door
web-page-enter-hint = Dieser Raum hat ein Passwort. Wer ihn betreibt, kann es dir sagen.
web-page-enter-link = Du hast einen einmaligen Link. Er lässt dich herein als die Person, die diesen Raum betreibt.
web-page-enter-password = Passwort
web-page-enter-go = Hereinkommen

### The room
web-page-welcome = Wünsch dir ein Lied, ein Bild, eine Geschichte
web-page-welcome-more = Ich male Bilder, schreibe Limericks, lese vor und plaudere gern.
web-page-welcome-hint = Tippe `/` für alles, was ich kann, oder rede einfach. Bilder kannst du überall fallen lassen.
web-page-example-perform = /perform ein Leuchtturm im Sturm
web-page-example-imagine = /imagine ein roter Fuchs im Schnee --seed 7
web-page-example-limerick = /limerick ein Bäcker, der vom Meer träumt
web-page-example-speak = /speak Guten Abend, und willkommen zur Vorstellung!
web-page-example-chat = Wer bist du, und was kannst du?
web-page-reconnecting = Verbinde neu …
web-page-latest = Zum Neuesten
web-page-latest-new = Neu: { $count }. Zum Neuesten
web-page-older = Ältere Antworten zeigen
web-page-older-loading = Lade ältere Antworten …
web-page-older-failed = Die älteren Antworten sind nicht angekommen. Versuch es noch einmal.
web-page-beginning = Hier beginnt der Raum.
web-page-private = nur du
web-page-reply-to = { $name } fragte: { $said }
web-page-queued = In der Warteschlange
web-page-working = Bin dabei
web-page-writing = Schreibt
web-page-seconds-left = noch etwa { $seconds } s
web-page-stop = Anhalten
web-page-stopped = Angehalten von { $name }.
web-page-nothing-said = Erledigt.
web-page-error-id = ID der Anfrage: { $id }
web-page-announce-done = Antwort für { $name }: { $said }
web-page-announce-stopped = Die Antwort für { $name } wurde angehalten.
web-page-announce-failed = Keine Antwort für { $name }: { $said }

### Pictures and recordings
web-page-full-size = In voller Größe zeigen
web-page-show-spoiler = Dieses Bild zeigen
web-page-download = Herunterladen
web-page-play = Abspielen
web-page-pause = Pause
web-page-position = Stelle in der Aufnahme
web-page-transcript = Transkript

### Writing
web-page-placeholder = Rede, oder tippe /
web-page-line-label = Deine Nachricht
web-page-send = Senden
web-page-attach = Dateien anhängen
web-page-attached = Angehängte Dateien
web-page-record = Nachricht aufnehmen
web-page-recording = Aufnahme
web-page-recording-name = sprachnachricht
web-page-record-stop = Aufnahme beenden
web-page-record-cancel = Aufnahme verwerfen
web-page-record-denied = Der Browser lässt diese Seite nicht ans Mikrofon. Erlaube es in den Einstellungen des Browsers für diese Seite.
web-page-record-no-device = Hier geht kein Mikrofon. Schließ eines an, oder hänge eine Aufnahme an.
web-page-level = Lautstärke
web-page-options = Optionen
web-page-completions = Vorschläge
web-page-not-sent = Das ließ sich nicht senden: Der Raum antwortet nicht. Es steht noch hier; sende es gleich noch einmal.
web-page-too-many-files = Mit einer Nachricht gehen höchstens { $count } Dateien.
web-page-file-too-large = { $name } ist zu groß: Mehr als { $size } geht nicht.
web-page-upload-failed = { $name } ließ sich nicht hochladen. Häng die Datei noch einmal an.
web-page-uploading = { $name } wird hochgeladen
web-page-remove = { $name } entfernen
web-page-pasted = Eingefügte Datei

### Forms and the name
web-page-form-command = Befehl
web-page-form-send = Senden
web-page-cancel = Abbrechen
web-page-close = Schließen
web-page-required = nötig
web-page-your-name = Dein Name
web-page-change-name = Du bist { $name }. Namen ändern
web-page-name-title = Wie soll ich dich nennen?
web-page-name-why = Alle in diesem Raum sehen diesen Namen neben dem, was du fragst.
web-page-name-go = So heiße ich
web-page-name-later = Jetzt nicht

### Conversations
web-no-conversation = Dieses Gespräch gibt es nicht. Es wurde gelöscht, oder es gehört jemand anderem.
web-not-your-conversation = Nur wer dieses Gespräch begonnen hat oder den Raum verwaltet, kann es für alle ändern.
web-title-empty = Ein Titel braucht wenigstens einen sichtbaren Buchstaben.
web-page-conversations = Gespräche
web-page-lobby = Das Foyer
web-page-to-lobby = Ins Foyer
web-page-new = Neues Gespräch
web-page-new-shared = Neues für alle
web-page-untitled = Neues Gespräch
web-page-shared = alle hier
web-page-search = In allen Gesprächen suchen
web-page-found-none = Nirgends stehen diese Wörter.
web-page-found-count = Gefunden: { $count }
web-page-archived = Archiviert
web-page-conversation-menu = Mehr zu { $title }
web-page-title = Titel
web-page-rename = Umbenennen
web-page-pin = Anheften
web-page-unpin = Lösen
web-page-archive = Archivieren
web-page-unarchive = Aus dem Archiv holen
web-page-export-markdown = Als Markdown sichern
web-page-export-json = Als JSON sichern
web-page-delete = Löschen
web-page-delete-sure = Das löscht das Gespräch mit allem darin, für alle, die es lesen können.
web-page-delete-go = Endgültig löschen
web-page-starts-afresh = Was darüber steht, ist vergessen

### The line and its files
web-page-completions-count = { $at } von { $count }
web-page-model = Modell, das antwortet
web-page-model-usual = Das übliche Modell
web-page-pasted-text = eingefuegter-text
web-page-paste-as-text = In die Zeile setzen
web-page-preview = Vorschau
web-page-file-broken = { $name } ist leer oder beschädigt und wurde nicht angehängt.
web-page-field-empty = Fülle „{ $label }“ aus.

### The first visit
web-page-welcome-picture = Ein gemalter Leuchtturm im Sturm bei Sonnenuntergang
web-page-welcome-picture-made = `/imagine a lighthouse in a storm at sunset`, von der eingebauten Engine
web-page-answering = Hier antwortet { $model }.
web-page-answering-rules = Kein Modell ist verbunden. Die eingebaute Engine antwortet nach Regeln.
web-page-connect = Ein Modell verbinden
web-page-connect-token = Von Hugging Face: Erstelle einen Token auf https://huggingface.co/settings/tokens, schreib `HF_TOKEN=hf_…` in `.env` und starte neu.
web-page-connect-server = Von einem eigenen Server wie Ollama oder llama.cpp: Schreib `TROUBADOUR_CHAT_COMPLETION_MODELS=MODELL@http://127.0.0.1:11434/v1` in `.env` und starte neu.

### Pictures at full size
web-page-previous = Voriges Bild
web-page-next = Nächstes Bild
web-page-zoom = Vergrößern
web-page-compare = Mit dem Ausgangsbild vergleichen
web-page-source = Ausgangsbild: { $name }
web-page-place-in-set = { $at } von { $count }
