## Sentences for the terminal only.

terminal-file-missing = Die Datei { $name } gibt es nicht. Prüf ihren Namen und den Ordner, in dem du bist.
terminal-file-is-folder = { $name } ist ein Ordner. Nenne eine Datei darin.
terminal-file-unreadable = { $name } lässt sich nicht lesen ({ $reason }). Gib dir Leserechte oder nenne eine andere Datei.
terminal-cannot-write = In { $folder } kann ich nicht schreiben ({ $reason }). Wähl mit --out einen anderen Ordner.
terminal-cannot-delete = { $name } ließ sich nicht löschen ({ $reason }).
terminal-nothing-asked = Sag etwas nach `ask`, zum Beispiel "/imagine ein roter Fuchs im Schnee".

### Captions
terminal-stopped = Angehalten von { $name }.

### A session
terminal-welcome = Rede mit mir, oder tippe / für Befehle. /help sagt mehr.
terminal-toolbar = Tab ergänzt · Alt-Enter beginnt eine neue Zeile · Strg-C hält eine Antwort an · Strg-D beendet
terminal-help = Außer den Befehlen: @bild.png gibt eine Datei zu dem, was du sagst, und :1 drückt den ersten Knopf der letzten Antwort. /record nimmt auf, was du sagst.
terminal-recording = Aufnahme läuft. Enter schickt sie ab, Strg-C verwirft sie.
terminal-recording-discarded = Die Aufnahme ist verworfen.
terminal-no-recorder = Ich kann hier nicht aufnehmen: Installiere arecord (alsa-utils), parecord oder ffmpeg, oder gib mir mit @stimme.ogg eine Datei.
terminal-no-recording = Es wurde nichts aufgenommen. Prüfe, ob ein Mikrofon angeschlossen ist und dieses Programm es benutzen darf.
terminal-no-button = Einen Knopf { $number } gibt es gerade nicht. Die Nummern stehen unter der letzten Antwort.
