## Dokumente, die jemand schickt.

### Dokumente, die sich nicht lesen lassen
document-encrypted = { $name } ist mit einem Passwort geschützt. Speichere eine Kopie ohne Passwort und schick die.
document-broken = { $name } ist beschädigt oder unvollständig. Speichere oder exportiere die Datei noch einmal und schick die neue.
document-bomb = { $name } enthält entpackt weit mehr, als ein Dokument fasst. Ich habe die Datei nicht geöffnet.
document-entities = { $name } enthält Deklarationen, die andere Dateien lesen könnten und die kein Dokument braucht. Ich habe die Datei nicht geöffnet.
document-old-format = { $name } hat ein altes Office-Format. Speichere die Datei als DOCX, PPTX, XLSX oder PDF und schick die.
document-archive = { $name } ist ein Archiv ohne Texte, die ich lesen kann. Schick die Dateien darin.
document-lying = { $name } ist nicht, was der Name sagt, und kein Dokument, das ich lesen kann.
document-not-opened = { $reason ->
    [memory] Dieses Dokument braucht mehr Speicher, als ein Dokument belegen darf. Schick ein kleineres oder einen Teil davon.
    [time] Dieses Dokument zu öffnen hat zu lange gedauert und wurde abgebrochen. Schick ein kleineres oder einen Teil davon.
   *[crash] An diesem Dokument ist das Programm gescheitert, das Dokumente öffnet. Speichere oder exportiere es noch einmal und schick das.
}

### Anmerkungen zu Dokumenten
document-macros = { $name } enthält Makros. Ich habe sie nicht ausgeführt.
document-named-otherwise = { $kind ->
    [picture] { $name } ist ein Bild, anders als der Name sagt.
    [pdf] { $name } ist ein PDF, anders als der Name sagt.
    [docx] { $name } ist ein Word-Dokument, anders als der Name sagt.
    [pptx] { $name } ist eine Präsentation, anders als der Name sagt.
    [xlsx] { $name } ist eine Arbeitsmappe, anders als der Name sagt.
    [epub] { $name } ist ein Buch, anders als der Name sagt.
    [zip] { $name } ist ein Archiv, anders als der Name sagt.
   *[text] { $name } ist ein Text, anders als der Name sagt.
}
document-part = { $last ->
    [0] Von { $name } passt nichts in das, was das Modell annimmt.
   *[other] { $unit ->
        [page] Gelesen: Seiten { $first }–{ $last } von { $total } aus { $name }.
        [slide] Gelesen: Folien { $first }–{ $last } von { $total } aus { $name }.
        [sheet] Gelesen: Blätter { $first }–{ $last } von { $total } aus { $name }.
        [row] Gelesen: Zeilen { $first }–{ $last } von { $total } der Tabelle { $name }.
        [chapter] Gelesen: Kapitel { $first }–{ $last } von { $total } aus { $name }.
        [file] Gelesen: Dateien { $first }–{ $last } von { $total } aus { $name }.
        [line] Gelesen: Zeilen { $first }–{ $last } von { $total } aus { $name }.
       *[part] Gelesen: Teile { $first }–{ $last } von { $total } aus { $name }.
    }
}
document-unseen = { $count ->
    [one] 1 Seite von { $name } ist ein Bild, das das Modell nicht gesehen hat.
   *[other] { $count } Seiten von { $name } sind Bilder, die das Modell nicht gesehen hat.
}

### In Teilen lesen
reading-estimate = Alles zu lesen braucht etwa { $requests } Anfragen und { NUMBER($tokens) } Tokens.
reading-cost = Das kostet etwa { $dollars } $, zum jetzigen Preis des Modells.
button-read-whole = Alles lesen ({ $requests } Anfragen)
reading-begins = Das Dokument wird geöffnet
reading-parts = Teil { $done } von { $total } ist gelesen
reading-whole = { $parts ->
    [one] Ganz gelesen, in 1 Teil.
   *[other] Ganz gelesen, in { $parts } Teilen.
}
