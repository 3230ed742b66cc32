# The pages /privacy and /terms of the web room
legal-privacy = Datenschutz
legal-terms = Nutzungsbedingungen
legal-operator = { $operator } betreibt diesen Bot und ist für ihn verantwortlich. Kontakt: { $contact }
legal-kept = Was gespeichert wird
legal-receivers = Wer es sieht
legal-deletion = Wie es gelöscht wird
legal-cookie = Der Webraum legt ein einziges Cookie ab, an dem er dich wiedererkennt. Es verfolgt niemanden.
legal-platforms = Was du auf Discord oder Slack schreibst, liegt auch dort, zu deren eigenen Bedingungen.
legal-rights = Du kannst erfragen, was über dich gespeichert ist, und es berichtigen oder löschen lassen: { $contact }
legal-use = Du darfst diesen Bot nutzen, wo du eingelassen bist, und in den Grenzen, die er nennt. Wer ihn betreibt, darf ihn ändern, begrenzen, anhalten oder beenden und Leute ausschließen.
legal-answers = Die Antworten schreiben, zeichnen und sprechen Modelle. Sie können falsch oder unpassend sein oder fremden Werken gleichen. Prüfe, worauf es ankommt. Sie sind keine Beratung in Fragen von Recht, Gesundheit oder Geld.
legal-forbidden = Nutze den Bot nicht, um Gesetze zu brechen, jemanden zu belästigen oder zu täuschen, Bilder oder Texte zu machen, die anderen schaden, oder seine Grenzen zu umgehen. Gib ihm nichts, was du nicht weitergeben darfst.
legal-others = Für die Plattform, auf der du den Bot nutzt, für die Modelle und ihre Anbieter gelten deren eigene Bedingungen.
legal-texts = Was du schreibst, bleibt deins. An den Antworten werden keine Rechte beansprucht.
legal-warranty = Der Bot wird angeboten, wie er ist, ohne Gewähr. Soweit das Gesetz es erlaubt, haftet der Betreiber nicht für Schäden aus seiner Nutzung.
