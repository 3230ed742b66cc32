engine-name =
    { $engine ->
        [builtin] moteur intégré
        [huggingface] Hugging Face
       *[other] { $engine }
    }
fact-builtin =
    { $model ->
        [builtin-voice] **Moteur intégré**
       *[other] **Moteur intégré** : règles et synthèse, sans modèle
    }
fact-seed = graine { $seed }
fact-cached = déjà en mémoire, n’a rien coûté
fact-seconds = { NUMBER($seconds, maximumFractionDigits: 1) } s
fact-tokens =
    { $tokens ->
        [one] { $tokens } jeton
       *[other] { $tokens } jetons
    }
fact-ignored = non pris en compte : { $options }
fact-model = { $model }
fact-provider = { $model } · { $provider }
seconds-left =
    { $seconds ->
        [one] encore { $seconds } seconde environ
       *[other] encore { $seconds } secondes environ
    }
error-id = Identifiant de la requête : { $id }
failure-notice = { $failure } Identifiant de la requête : { $id }
quoted-sent = Les messages auxquels vous répondez, ceux qui les précèdent et ceux que vous transférez sont aussi envoyés au modèle.
chain-unreadable =
    { $count ->
        [one] 1 message plus haut n’a pas pu être lu.
       *[other] { $count } messages plus haut n’ont pas pu être lus.
    }
