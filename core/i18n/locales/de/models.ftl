## Welche Modelle benutzt werden dürfen, was sie kosten, und wem davon erzählt wird.

### Why a model is not allowed here
model-not-offered =
    „{ $model }“ gehört nicht zu den Modellen hier. { $command } zeigt sie; Admins können mit --price und einer Grenze
    weitere zulassen.
model-not-local =
    „{ $model }“ läuft nicht auf einem eigenen Server dieses Bots, und nur solche sind hier erlaubt. { $command } zeigt sie;
    Admins können mit --local-only no die anderen zulassen.
model-none-local =
    Hier sind nur eigene Server dieses Bots erlaubt, und keiner davon kann das ({ $task }). Admins können andere zulassen:
    { $command } --local-only no.
model-prices-unknown =
    Was { $model } kostet, lässt sich gerade nicht herausfinden. Versuch es in einer Minute noch einmal, oder wähle eines
    aus der Liste von { $command }.
model-price-unknown =
    Was { $model } kostet, ist nicht bekannt und lässt sich also nicht an die Preisgrenze hier halten. { $command } zeigt
    andere; wer mich betreibt, kann es in { $setting } aufnehmen.
model-too-dear =
    { $model } kostet { $price } $ für eine Million Tokens; hier dürfen es höchstens { $limit } $ sein. { $command } zeigt
    andere; Admins können die Grenze mit --price anheben.
model-passed-over = „{ $model }“, einmal ausgewählt, ist hier nicht erlaubt
model-rules-instead = Kein Modell konnte antworten: { $why } Stattdessen antwortet die eingebaute Engine, nach Regeln.

### /troubadour models
models-price = , { $price } $ für eine Million Tokens
models-way = , { $note }
models-way-providers = , { $note }: { $providers }
models-trouble = , gerade nicht: { $why }
models-chosen-elsewhere = • { $model }, wird hier benutzt, wo es erlaubt ist
models-bounds-price = Hier sind auch andere erlaubt, bis zu { $limit } $ für eine Million ausgegebener Tokens.
models-bounds-local = Hier sind nur eigene Server dieses Bots erlaubt, und die eingebaute Engine.
models-price-reset = Hier sind wieder nur die Modelle der Liste erlaubt.
models-local-reset = Hier sind wieder Modelle erlaubt, die anderswo laufen.
models-price-too-high = Die Grenze kann höchstens { $highest } $ sein: So weit lässt es zu, wer mich betreibt ({ $setting }).
models-price-closed = Wer mich betreibt, erlaubt keine anderen Modelle als die der Liste ({ $setting }).
suggestion-priced = { $model } ({ $price } $ für eine Million Tokens, { $licence })

### /troubadour privacy
privacy-providers =
    Modelle bei Hugging Face werden angeboten von: { $providers }. Wer antwortet, sieht, was du fragst; dafür gelten die
    Bedingungen des Anbieters und die von Hugging Face.
privacy-providers-unknown =
    Bei manchen Modellen wählt Hugging Face den Anbieter erst, wenn du fragst; das Kleingedruckte unter der Antwort nennt
    ihn, und es gelten seine Bedingungen.
privacy-own-servers = Auf Servern dessen, der mich betreibt, laufen: { $models }.
privacy-local-only = Von hier geht nichts an jemand anderen.
privacy-other-models =
    Hier dürfen andere Modelle gewählt werden, bis zu { $limit } $ für eine Million Tokens; was du sie fragst, geht an die
    Anbieter, die das Kleingedruckte nennt.

### /troubadour status, and alerts for the operator
status-alerts = **Was Aufmerksamkeit braucht**
status-alert = • { $moment }: { $what }
alert-model-unserved = { $why } Ich übergehe { $model }: Nimm es aus { $setting }, oder stell eines davor, das angeboten wird.
alert-model-broken = { $why } Ich übergehe { $model }; wenn das so bleibt, nimm es aus { $setting }.
alert-credits-used-up =
    Das Guthaben bei Hugging Face ist aufgebraucht; Modelle dort werden übergangen. Es erneuert sich am { $renewal }; neues
    gibt es hier zu kaufen: { $page }.
alert-own-server-refuses = Der Server von { $model } lehnt mich ab: { $why } Sieh nach dem Schlüssel in TROUBADOUR_HF_KEYS.
