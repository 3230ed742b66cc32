## Modelle auf diesem Rechner.

web-page-found = Auf diesem Rechner gefunden: { $title }. Um es zu benutzen, schreib diese Zeile in `.env` und starte neu:
web-page-found-copy = Zeile kopieren
web-page-found-copied = Kopiert
