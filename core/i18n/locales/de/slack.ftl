## Sentences for Slack only.

slack-working = Bin dabei …
slack-done = Fertig.
slack-stopped = Angehalten von { $name }.
slack-ai-generated = KI-generiert. Antworten können falsch sein.
slack-good = Gute Antwort
slack-bad = Schlechte Antwort
slack-stop-offer = Solange ich dabei bin, kannst du mich anhalten.
slack-whole-in-file = Die Antwort ist länger, als hier Platz ist; vollständig steht sie in der Datei.
slack-in-direct-messages = Die Antwort steht in unseren Direktnachrichten.
slack-attachment-gone = { $name } gibt es auf Slack nicht mehr, oder ich darf es nicht lesen. Häng es noch einmal an.
slack-not-in-conversation = Ich bin nicht in dieser Unterhaltung, deshalb siehst nur du das. Für Antworten hier gib /invite und meinen Namen ein.
slack-archived = Diese Unterhaltung ist archiviert, deshalb siehst nur du das. Frag mich in einer anderen, oder lass sie wiederherstellen.
slack-not-allowed-here = Die Administratoren dieses Workspace erlauben die Antwort hier nicht, deshalb kommt nicht mehr davon. Frag mich in einer anderen Unterhaltung, oder bitte sie, die Einstellungen zu ändern.
slack-messages-tab-off = Mein Reiter „Nachrichten“ ist ausgeschaltet. Wer die App verwaltet, schaltet ihn unter App Home ein.
slack-missing-scope = Mir fehlt die Berechtigung { $scope }. Wer die App verwaltet, fügt sie unter OAuth & Permissions hinzu und installiert die App neu.
slack-token-revoked = Slack nimmt mein Token nicht mehr an. Wer die App verwaltet, installiert sie neu.
slack-token-not-renewed = Slack erneuert mein Token für den Workspace { $workspace } nicht ({ $code }). Ich nutze das alte bis { $moment } und versuche es weiter. Wenn das so bleibt, muss die App dort neu installiert werden.
slack-storage-full = Der Dateispeicher dieses Workspace ist voll. Lösche Dateien in Slack und frag mich dann noch einmal.
slack-files-not-allowed = Die Einstellungen dieses Workspace erlauben diese Datei nicht ({ $code }). Ein Administrator kann das ändern.
slack-file-not-shared = Slack hat die Datei angenommen und dann nicht gezeigt. Frag mich noch einmal.
slack-too-busy = Slack lässt mich gerade nicht so viel schreiben. Frag mich in einer Minute noch einmal.
slack-refused = Slack hat die Antwort abgelehnt ({ $code }). Frag mich noch einmal; hilft das nicht, sag es denen, die die App verwalten.
slack-welcome = Danke, dass du mich hinzugefügt hast. Schreib mir hier, erwähne mich in einem Kanal, in den du mich eingeladen hast, oder nutze { $command }. In Nachrichten und Threads schreib ! statt /, etwa `!imagine ein Fuchs`. { $help } zeigt alles, was ich kann.
slack-looking-at = Während ich das schreibe, sehe ich { $channel } vor mir.
slack-canvas-unreadable = { $name } ist ein Canvas. Slack lässt mich Canvas nicht lesen. Kopier die Worte, um die es geht, in eine Nachricht, oder häng sie als Datei an.
slack-file-elsewhere = { $name } liegt bei einem anderen Dienst, und Slack verweist nur darauf. Lade die Datei dort herunter und häng sie an, oder kopier ihren Text in eine Nachricht.
