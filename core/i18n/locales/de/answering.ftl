# `/troubadour answering`
answering-is = { $where ->
    [everything] Ich antworte hier auf jede Nachricht eines Menschen, außer sie erwähnt jemand anderen oder antwortet ihm.
    [threads] Jede Nachricht hier, die für niemand anderen ist, eröffnet einen Thread. Darin geht es ohne Erwähnungen weiter.
   *[mentions] Ich antworte hier nur auf Nachrichten, die mich erwähnen.
}
answering-not-here = Das lässt sich nur in Kanälen von Discord und Slack wählen. Hier antworte ich ohnehin auf jede Nachricht.
answering-thread-title = Frage von { $name }
discord-unheard = Discord zeigt mir keine Nachrichten, die mich nicht erwähnen. Wer mich betreibt, kann im Entwicklerportal unter Bot den Message Content Intent einschalten und mich neu starten. Bis dahin antworte ich nur auf Erwähnungen.
discord-unheard-http = Ich bekomme von Discord gar keine Nachrichten, weil ich über HTTP betrieben werde. Ich antworte nur auf Befehle.
slack-unheard = Slack schickt mir die Nachrichten der Kanäle nicht, weil mir der Scope { $scope } fehlt. Wer die App verwaltet, kann das Manifest neu ausgeben, einfügen und die App neu installieren. Bis dahin antworte ich nur auf Erwähnungen.
command-troubadour-answering = Wählen, worauf ich in diesem Kanal ohne Erwähnung antworte
option-troubadour-answering-where = Nur Erwähnungen, jede Nachricht, oder jede Frage in einem eigenen Thread
