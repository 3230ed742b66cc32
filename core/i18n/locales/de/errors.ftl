## Errors of every command.

no-such-command = Den Befehl { $name } gibt es nicht. Es gibt: { $known }.
option-unknown = { $command } hat keine Option --{ $option }. Seine Optionen: { $known }.
option-missing = { $command } braucht { $option }.
option-too-long = --{ $option } darf höchstens { $maximum } Zeichen haben; das hier sind { $length }.
option-choices = --{ $option } muss eines von { $choices } sein, nicht „{ $given }“.
option-range =
    { $kind ->
        [integer] --{ $option } ist eine ganze Zahl von { $minimum } bis { $maximum }, nicht „{ $given }“.
       *[number] --{ $option } ist eine Zahl von { $minimum } bis { $maximum }, nicht „{ $given }“.
    }
option-bad =
    { $kind ->
        [integer] --{ $option } ist eine ganze Zahl, nicht „{ $given }“.
        [number] --{ $option } ist eine Zahl, nicht „{ $given }“.
        [flag] --{ $option } gibt man an oder lässt es weg; ein Wert wie „{ $given }“ gehört nicht dazu.
       *[other] --{ $option } kann nicht „{ $given }“ sein.
    }
attachments-too-many = Das sind { $given } Dateien; auf einmal gehen höchstens { $maximum }.
attachment-too-large = { $name } ist zu groß; eine Datei darf höchstens { $maximum } haben.
attachment-not-understood = Ich kann Bilder, Dokumente, Aufnahmen und Textdateien lesen. { $name } ist { $media_type }.
attachment-not-text = { $name } ist keine Textdatei in UTF-8. Speichere sie als UTF-8 und versuch es noch einmal.
attachment-not-picture = { $name } ist kein Bild.
message-without-picture = In dieser Nachricht ist kein Bild.
message-without-recording = In dieser Nachricht ist keine Aufnahme.
message-empty = In dieser Nachricht ist nichts, womit ich etwas anfangen kann.
place-not-listed = Für diesen Ort bin ich nicht eingerichtet. Wer mich betreibt, kann ihn hinzufügen.
answer-refused = Die Antwort wird hier nicht angenommen. Frag mich noch einmal, oder frag mich anderswo.
private-not-here = Die Antwort ist nur für dich, aber hier sehen alle, was ich schreibe. Frag mich anderswo.
form-in-words = Hier habe ich keine Formulare. Ändere diese Zeile und schick sie ab: { $line }
place-takes-no-files = Hier darf ich keine Dateien anhängen, deshalb habe ich nicht angefangen, und nichts wurde angerechnet. Eine Administratorin oder ein Administrator kann es erlauben.
admins-only = { $command } ist den Admins hier vorbehalten.
bot-paused = Ich mache gerade Pause. Ein Admin kann mich weitermachen lassen.
button-expired = Dieser Knopf ist abgelaufen. Gib den Befehl noch einmal, dann bekommst du einen neuen.
form-expired = Dieses Formular ist abgelaufen. Gib den Befehl noch einmal, dann bekommst du ein neues.
reply-gone = Diese Antwort gibt es nicht mehr.
stop-not-yours = Nur { $name } und Admins können das anhalten.
stop-too-late = Hier gibt es nichts mehr anzuhalten; es ist schon zu Ende.
delete-not-yours = Nur { $name } und Admins können das löschen.
job-too-long =
    Das hat länger als { $seconds ->
        [one] { $seconds } Sekunde
       *[other] { $seconds } Sekunden
    } gedauert, deshalb habe ich aufgegeben. Bitte mich um etwas Kürzeres oder Kleineres.
internal-error = Bei mir ist etwas schiefgegangen. Wenn du es meldest, nenne die ID der Anfrage: { $id }.
no-engine = Für diese Aufgabe ({ $task }) ist nichts eingerichtet. Wer mich betreibt, kann das nachholen.
model-needed = Dafür braucht es ein Modell, und hier ist keines verbunden: Wer mich betreibt, kann HF_TOKEN setzen oder ein Modell auf einem eigenen Server in { $setting } nennen.
no-picture-came = Es kam kein Bild zurück. Versuch es noch einmal oder mit anderen Worten.
no-sound-came = Es kam kein Ton zurück. Versuch es noch einmal oder mit einer anderen Stimme.
interrupted-by-restart = Ich werde neu gestartet und mache gleich weiter.
paused-without-store = Mein Speicher ist gerade nicht erreichbar, deshalb mache ich hier eine Pause. Sobald er wieder antwortet, geht es weiter.
command-gone = { $name } ist hier nicht mehr installiert. Wer mich betreibt, kann es wieder installieren.
tried-too-often = Das wurde { $count }-mal begonnen und jedes Mal unterbrochen, deshalb habe ich aufgegeben. Du kannst noch einmal darum bitten.
crashed-too-often = Ich bin { $count }-mal abgestürzt, während das lief. Vielleicht hat diese Anfrage den Bot abstürzen lassen, deshalb habe ich aufgegeben. Bitte um etwas anderes oder frag auf andere Weise.
request-damaged = Meine Aufzeichnung dieser Anfrage ist beschädigt, deshalb kann ich nicht antworten. Bitte frag noch einmal.
engine-not-here = Hier kann noch nichts antworten. Wer mich betreibt, kann HF_TOKEN setzen oder mit TROUBADOUR_BUILTIN_ENGINE die eingebaute Engine überall antworten lassen.
