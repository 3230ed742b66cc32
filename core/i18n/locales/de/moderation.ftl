## Was einen gemeinsamen Bot anständig hält: Absagen, Sperren, Meldungen, und was von einem Thread gelesen wird.

denied-prompt = Darin steht etwas, worauf ich hier nicht eingehen darf. Sag es mit anderen Worten.
denied-answer = Etwas darin war nicht zum Zeigen geeignet; ich habe es weggelassen.

blocked-here = Jemand, der hier Admin ist, hat mich gebeten, dir nicht zu antworten.
block-done = Ich antworte { $name } hier nicht mehr.
block-lifted = Ich antworte { $name } hier wieder.
block-was-not = { $name } war hier nicht gesperrt.
block-nobody = Hier ist niemand gesperrt.
block-list = **Hier gesperrt**
block-one = • { $name }
block-yourself = Damit würdest du dich selbst sperren. Nenne jemand anderen.
person-unclear = Ich weiß nicht, wer „{ $given }“ ist. Erwähne jemanden, oder gib die ID an.

report-thanks = Danke. Wer mich betreibt, weiß jetzt davon.
report-unknown = Das ist keine meiner Antworten hier, oder sie ist zu alt, als dass ich sie kenne.
report-alert = { $name } hat meine Antwort auf { $command } gemeldet: „{ $reason }“ · { $link }
report-alert-unlinked = { $name } hat meine Antwort auf { $command } gemeldet: „{ $reason }“

showing-set =
    { $how ->
        [live] Meine Antworten erscheinen, während sie wachsen.
        [calm] Meine Antworten erscheinen, während sie wachsen, mit wenigen Änderungen.
       *[final] Meine Antworten erscheinen einmal, wenn sie fertig sind.
    }
showing-reset = Die Wahl ist vergessen; meine Antworten erscheinen wie hier üblich.
showing-default = Meine Antworten erscheinen wie hier üblich.
showing-no-direct-messages = Auf dieser Plattform kann ich verspätete Antworten nicht als Direktnachricht schicken.
showing-late-direct =
    { $direct ->
        [yes] Was für seinen Ort zu spät kommt, schicke ich dir direkt.
       *[no] Ich schreibe dir nicht von mir aus direkt.
    }

showing-spoken =
    { $spoken ->
        [always] Ich spreche dir alle meine Antworten auch vor.
        [when-i-speak] Ich spreche die Antwort auch vor, wenn deine Frage eine Aufnahme ist.
       *[never] Ich spreche meine Antworten nicht vor, außer du drückst auf Sprechen.
    }
showing-edits =
    { $edits ->
        [yes] Wenn du eine Frage innerhalb von 15 Minuten bearbeitest, beantworte ich sie in derselben Antwort neu. Jede Antwort zählt.
       *[no] Wenn du eine Frage bearbeitest, bleibt meine Antwort stehen.
    }

thread-cut =
    { $count ->
        [one] Ich habe die letzte Nachricht dieses Threads gelesen; es gibt frühere
       *[other] Ich habe die letzten { $count } Nachrichten dieses Threads gelesen; es gibt frühere
    }
thread-unreadable =
    { $count ->
        [one] { $count } Nachricht dieses Threads wird mir vorenthalten
       *[other] { $count } Nachrichten dieses Threads werden mir vorenthalten
    }
thread-cut-root = Ich habe von diesem Thread nur die erste und die letzten { $count } Nachrichten gelesen
thread-broken-off = Ich durfte von diesem Thread nur { $count } Nachrichten lesen, nicht die neuesten
