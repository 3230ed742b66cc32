## Forms and App Home on Slack, and the people that the bot does not answer there.

slack-form-send = Senden
slack-form-cancel = Abbrechen
slack-form-close = Schließen
slack-form-late = Es hat zu lange gedauert, dir das Formular zu zeigen. Öffne es mit diesem Knopf.
slack-feedback-thanks = Danke, das ist notiert.
slack-feedback-why = Danke, das ist notiert. Wenn du magst, sag noch, was falsch war; es geht an die Leute, die mich betreiben.
slack-say-why = Sagen, was falsch war
slack-guests = Gästen dieses Workspaces antworte ich nicht; wer mich betreibt, kann es erlauben.
slack-strangers = Ich antworte nur Leuten des Workspaces, zu dem ich gehöre; wer mich betreibt, kann auch andere zulassen.
slack-unknown-person = Ich kann nicht herausfinden, wer du hier bist, und darf deshalb nicht antworten. Versuch es gleich noch einmal; bleibt es so, muss mir, wer mich betreibt, das Recht users:read geben.
slack-not-installed = In diesem Workspace bin ich nicht mehr installiert. Wer mich hinzugefügt hat, kann es wieder tun.
slack-no-such-shortcut = Diese Verknüpfung kenne ich nicht mehr. Wer mich betreibt, kann die Einstellungen der App bei Slack erneuern.

slack-prompt-talk = Reden
slack-prompt-talk-text = Was kannst du?
slack-prompt-paint = Ein Bild malen
slack-prompt-paint-text = !imagine ein Leuchtturm im Sturm, Öl auf Leinwand
slack-prompt-limerick = Einen Limerick dichten
slack-prompt-limerick-text = !limerick ein Leuchtturmwärter, der sich im Dunkeln fürchtet
slack-prompt-help = Alle Befehle
slack-prompt-help-text = help

slack-home-how = Sprich hier mit mir, erwähne mich in einem Kanal, oder nutze diese Befehle. In Nachrichten und Threads schreib ! statt /, etwa `!imagine ein Fuchs`:
slack-home-left = Deine Grenzen
slack-home-models = Deine Modelle
slack-home-model = { $task }: { $model }
slack-home-no-models = Du hast keine gewählt; es gelten die des Betreibers. { $command } zeigt und ändert sie.
slack-home-privacy = Datenschutz
slack-home-privacy-how = { $command } sagt, was wie lange aufbewahrt wird, und { $forget } löscht es.
slack-home-missed = Was habe ich verpasst?
slack-ask-what = Was zu tun ist
slack-ask-question = Deine Frage zu dieser Nachricht
slack-ask-answer = Meine Frage beantworten
