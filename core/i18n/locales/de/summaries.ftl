## Zusammenfassungen von Kanälen.

summary-reading = Der Kanal wird gelesen
summary-range = { $count ->
    [one] 1 Nachricht seit { $moment }.
   *[other] { $count } Nachrichten seit { $moment }.
}
summary-nothing = Seit { $moment } wurde nichts gesagt, was ich lesen kann.
summary-truncated = Es waren mehr; das hier sind die neuesten { $count }.
summary-unreadable = { $count ->
    [one] 1 Nachricht war nicht zu lesen.
   *[other] { $count } Nachrichten waren nicht zu lesen.
}
summary-why-discord = Discord zeigt mir nur Nachrichten, die mich erwähnen, solange der Betreiber den Message Content Intent nicht einschaltet. Über das Menü einer Nachricht kommt sie hinzu.
summary-why-slack = Das sind Antworten in Threads, mehr als Slack mich auf einmal lesen lässt.
summary-estimate = Es sind { $count } Nachrichten. Sie zusammenzufassen braucht etwa { $requests } Anfragen und { NUMBER($tokens) } Tokens.
button-summarize = Zusammenfassen ({ $requests } Anfragen)
summary-since = --{ $option } muss ein Tag sein, eine Zeit wie gestern oder 3 Stunden, oder der Link einer Nachricht, nicht „{ $given }“.
summary-not-here = Ich kann nur Kanäle von Discord und Slack zusammenfassen. Häng eine Datei an und frag danach, um sie zusammenzufassen.
summary-not-readable = Diesen Kanal darfst du nicht lesen, also lese ich ihn auch nicht für dich.
summary-other-place = Diese Nachricht ist von einem anderen Server. Frag mich dort.
summary-no-channel = Ich kenne hier keinen Kanal namens „{ $name }“.
summary-bot-cannot-read = Diesen Kanal darf ich nicht lesen. Wer ihn verwaltet, kann es erlauben oder mich hinzufügen.
summary-scope = Mir fehlt in diesem Workspace das Recht { $scope }. Wer ihn verwaltet, kann es geben.
summary-platform-away = Die Nachrichten sind gerade nicht zu lesen. Versuch es später noch einmal.
privacy-files = Dateien, die du mir gibst, bleiben bei ihrer Unterhaltung, solange es diese gibt. Ihr Text und Bilder gescannter Seiten gehen an das Modell, das antwortet.
privacy-summaries = Eine Zusammenfassung schickt dem Modell die Nachrichten der Zeit, nach der jemand fragt: nur die, die diese Person lesen darf, und ohne blockierte und vergessene Leute. Ich bewahre diese Nachrichten nicht auf.
