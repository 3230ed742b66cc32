## Quels modèles peuvent servir, ce qu’ils coûtent, et qui en est averti.

### Why a model is not allowed here
model-not-offered =
    « { $model } » ne fait pas partie des modèles d’ici. { $command } les énumère ; l’administration peut en admettre
    d’autres ici, avec --price et une limite.
model-not-local =
    « { $model } » n’est pas sur un serveur propre à ce bot, et rien d’autre ne peut servir ici. { $command } énumère ce qui
    le peut ; l’administration peut admettre les autres avec --local-only no.
model-none-local =
    Seuls des serveurs propres à ce bot peuvent servir ici, et aucun ne sait faire cela ({ $task }). L’administration peut
    en admettre d’autres : { $command } --local-only no.
model-prices-unknown =
    Le prix de { $model } ne peut pas être consulté pour le moment. Réessayez dans une minute, ou choisissez-en un dans la
    liste de { $command }.
model-price-unknown =
    Le prix de { $model } n’est pas connu, on ne peut donc pas le tenir à la limite d’ici. { $command } en énumère
    d’autres ; qui me fait tourner peut l’ajouter à { $setting }.
model-too-dear =
    { $model } coûte { $price } $ le million de jetons ; la limite est ici de { $limit } $. { $command } en énumère
    d’autres ; l’administration peut relever la limite avec --price.
model-passed-over = « { $model } », choisi autrefois, ne peut pas servir ici
model-rules-instead = Aucun modèle n’a pu répondre : { $why } Le moteur intégré répond à leur place, selon des règles.

### /troubadour models
models-price = , { $price } $ le million de jetons
models-way = , { $note }
models-way-providers = , { $note } : { $providers }
models-trouble = , pas maintenant : { $why }
models-chosen-elsewhere = • { $model }, utilisé ici là où il le peut
models-bounds-price = Ici, d’autres peuvent servir aussi, jusqu’à { $limit } $ le million de jetons produits.
models-bounds-local = Ici, seuls des serveurs propres à ce bot peuvent servir, et le moteur intégré.
models-price-reset = Ici, seuls les modèles de la liste peuvent de nouveau servir.
models-local-reset = Ici, les modèles servis ailleurs sont de nouveau admis.
models-price-too-high = La limite est de { $highest } $ au plus : qui me fait tourner ne va pas plus loin ({ $setting }).
models-price-closed = Qui me fait tourner n’admet pas d’autres modèles que ceux de la liste ({ $setting }).
suggestion-priced = { $model } ({ $price } $ le million de jetons, { $licence })

### /troubadour privacy
privacy-providers =
    Les modèles de Hugging Face sont servis par : { $providers }. Qui répond voit ce que vous demandez ; ses propres
    conditions s’y appliquent, et celles de Hugging Face.
privacy-providers-unknown =
    Pour certains modèles, Hugging Face choisit le fournisseur au moment où vous demandez ; il est nommé en petit sous la
    réponse, et ses propres conditions s’appliquent.
privacy-own-servers = Sur les serveurs de qui me fait tourner : { $models }.
privacy-local-only = D’ici, rien n’est transmis à personne d’autre.
privacy-other-models =
    D’autres modèles peuvent être choisis ici, jusqu’à { $limit } $ le million de jetons ; ce que vous leur demandez est
    transmis aux fournisseurs nommés en petit sous la réponse.

### /troubadour status, and alerts for the operator
status-alerts = **Ce qui demande attention**
status-alert = • { $moment } : { $what }
alert-model-unserved = { $why } Je passe { $model } : retirez-le de { $setting }, ou mettez-en devant un qui soit servi.
alert-model-broken = { $why } Je passe { $model } ; si cela dure, retirez-le de { $setting }.
alert-credits-used-up =
    Le crédit chez Hugging Face est épuisé, ses modèles sont donc passés. Il est renouvelé le { $renewal } ; on peut en
    acheter à { $page }.
alert-own-server-refuses = Le serveur de { $model } me refuse : { $why } Voyez sa clé dans TROUBADOUR_HF_KEYS.
