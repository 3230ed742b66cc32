# `/troubadour invite`
invite-link = Dieser Link lässt einen Browser als { $name } herein, einmal, innerhalb von { $days } Tagen. Schick ihn nur dieser Person: { $link }
invite-not-here = Einladungen gibt es nur im Webraum.
invite-open-room = Dieser Raum hat kein Passwort: Wer ihn öffnen kann, ist schon drin.
invite-no-name = Diesen Namen kann niemand lesen. Gib einen anderen an.
command-troubadour-invite = Eine Person mit einem Link in diesen Raum einladen
option-troubadour-invite-name = Der Name, unter dem sie hereinkommt
