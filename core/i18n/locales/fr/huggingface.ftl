## Sentences of the Hugging Face engine.

### While waiting
huggingface-loading = { $model } est en cours de chargement
huggingface-trying-again = { $model } est occupé ; nouvel essai
huggingface-reaching-again = { $model } est encore injoignable ; nouvel essai
huggingface-painting = { $model } peint
huggingface-painting-without = { $model } peint, sans tenir compte de { $options }
huggingface-speaking = { $model } parle
huggingface-speaking-without = { $model } parle, sans tenir compte de { $options }
huggingface-listening = { $model } écoute

### Why a model does not answer
huggingface-no-such-model = Il n’y a pas de modèle { $model } sur le Hub, ou le jeton de ce bot ne peut pas le voir. Vérifiez le nom, ou choisissez un autre modèle.
huggingface-hub-silent = Le Hub de Hugging Face ne dit pas qui propose { $model }. Réessayez dans une minute.
huggingface-not-mapped = Aucun fournisseur autorisé ici ne propose { $model } pour cela ({ $task }). Choisissez un autre modèle.
huggingface-provider-unknown = Je ne sais pas comment joindre { $model } de cette façon ({ $provider }). Choisissez un autre modèle.
huggingface-model-not-served = { $model } n’est pas proposé ({ $provider }). Choisissez un autre modèle.
huggingface-served-by-others = { $provider } ne propose pas { $model }. Il est proposé par { $others }.
huggingface-model-gone = { $model } a été retiré ({ $provider }). Choisissez un autre modèle.
huggingface-model-gated =
    { $model } est réservé à qui a accepté ses conditions. La personne qui s’occupe de moi peut les accepter ici : { $page }.
huggingface-account-restricted =
    { $provider } a restreint le compte de ce bot. La personne qui s’occupe de moi doit régler cela avec { $provider }.
    D’ici là, choisissez un modèle d’un autre serveur.
huggingface-not-in-region =
    { $provider } ne propose pas { $model } dans la région où fonctionne ce bot. Choisissez un autre modèle.
huggingface-cannot-see = { $model } ne voit pas les images. Choisissez un modèle qui les voit.
huggingface-cannot-translate = { $model } ne sait pas traduire la parole en anglais. Choisissez un modèle qui le sait, comme openai/whisper-large-v3, ou retirez --translate.
huggingface-no-template = { $model } n’a pas de gabarit de conversation, on ne peut donc pas lui parler. Choisissez un autre modèle.
huggingface-template-slow = Le modèle de dialogue de { $model } n’a pas été prêt à temps. Réessayez dans une minute.
huggingface-resting =
    { $model } est laissé tranquille encore { $seconds ->
        [one] { $seconds } seconde
       *[other] { $seconds } secondes
    }, après plusieurs échecs de suite ({ $provider }).
huggingface-still-loading = { $model } est toujours en cours de chargement ({ $provider }). Réessayez dans quelques minutes.
huggingface-too-slow = { $model } a mis trop de temps à répondre. Réessayez, ou demandez quelque chose de plus court ou de plus petit.
huggingface-broken = { $model } a échoué à cause d’une erreur ({ $provider }) : « { $said } ». Réessayez dans une minute.
huggingface-refused = { $model } a été refusé ({ $provider }) : « { $said } ». Choisissez un autre modèle.
huggingface-unreachable = { $model } est injoignable ({ $provider }). Réessayez dans une minute.
huggingface-answer-too-large = { $model } a envoyé plus que ce que j’accepte. Demandez quelque chose de plus petit.
huggingface-not-media = Ce que { $model } a renvoyé n’est pas ce qui était demandé. Réessayez, ou choisissez un autre modèle.
huggingface-torn-media = { $model } a envoyé un fichier coupé au milieu. Réessayez, ou choisissez un autre modèle.
huggingface-lost = Ce que { $model } a fait ne peut pas être récupéré ({ $provider }). Réessayez dans une minute.
huggingface-only-thoughts =
    { $model } réfléchissait encore quand sa limite a été atteinte. Accordez-lui plus avec --max-new-tokens, ou choisissez un
    autre modèle.
huggingface-said-nothing = { $model } n’a rien répondu. Réessayez, ou choisissez un autre modèle.
huggingface-credits-used-up =
    Le crédit est épuisé ({ $provider }). La personne qui s’occupe de moi peut en acheter ici : { $page }.

### Failures that the operator can fix
huggingface-token-refused =
    Le jeton de ce bot n’est pas accepté ({ $provider }). La personne qui s’occupe de moi peut en créer un autre ici et le mettre
    dans HF_TOKEN : { $page }.
huggingface-key-refused =
    Le serveur de { $model } n’accepte pas la clé de ce bot. La personne qui s’occupe de moi peut mettre la bonne dans
    TROUBADOUR_HF_KEYS, avec l’hôte et le port du serveur ou le nom du modèle.
huggingface-not-permitted =
    Le jeton de ce bot ne permet pas cela ({ $provider }). La personne qui s’occupe de moi peut en créer un avec la permission
    pour Inference Providers ici et le mettre dans HF_TOKEN : { $page }.

### Failures that the person who asks can fix
huggingface-content-refused = Cela a été refusé à cause des règles sur les contenus ({ $provider }). Formulez-le autrement.
huggingface-black-picture =
    Une image noire est revenue ({ $provider }) : c’est ainsi que le filtre de sécurité refuse. Formulez-le autrement.
huggingface-too-large = C’est trop gros pour { $model }. Envoyez moins, ou une image plus petite.
huggingface-too-long = C’est trop long pour { $model }. Raccourcissez, ou recommencez avec { $reset }.
huggingface-input-refused = { $model } ne peut rien en faire : « { $said } ». Modifiez-le, ou choisissez un autre modèle.
huggingface-too-many =
    Il y a trop de demandes pour { $model } en ce moment. Réessayez dans { $wait ->
        [one] { $wait } seconde
       *[other] { $wait } secondes
    }.

### When an answer breaks off
huggingface-torn = La connexion à { $model } s’est rompue au milieu de la réponse.
huggingface-stalled = { $model } s’est tu au milieu de la réponse.
huggingface-fault = { $model } s’est arrêté au milieu de la réponse : « { $said } ».

### About an answer
huggingface-instead = { $model } a répondu, car { $passed } ne le pouvait pas.
huggingface-size-instead = Demandée en { $width }×{ $height } : { $provider } n’accepte pas d’autre taille proche de celle voulue.
huggingface-fewer-tokens = au plus { $tokens } jetons, car { $model } n’en accepte pas plus

### Models
huggingface-own-server = son propre serveur
huggingface-card =
    { $way ->
        [server] sur un serveur propre à ce bot
        [endpoint] { $task ->
            [text_generation] sur un serveur propre à ce bot qui continue des textes
            [text_to_image] sur un serveur propre à ce bot qui peint
            [automatic_speech_recognition] sur un serveur propre à ce bot qui reconnaît la parole
            [text_to_speech] sur un serveur propre à ce bot qui parle
           *[chat_completion] sur un serveur propre à ce bot, par sa conversation ou dans le modèle de dialogue du modèle
        }
        [template] conversation par génération de texte, dans le modèle de dialogue du modèle
        [editor] par des fournisseurs, à partir d’une image
        [router] par le routeur, qui choisit le fournisseur
       *[provider] { $task ->
            [chat_completion] par des fournisseurs qui savent converser
           *[other] par des fournisseurs, l’un après l’autre
        }
    }

### Health
huggingface-healthy = Le jeton appartient à { $name } et peut appeler Inference Providers.
huggingface-token-cannot-infer =
    Le jeton appartient à { $name }, mais il lui manque la permission d’appeler Inference Providers. Créez-en un qui l’a
    ici et mettez-le dans HF_TOKEN : { $page }.
huggingface-no-token = Il n’y a pas de jeton de Hugging Face. Créez-en un sur https://huggingface.co/settings/tokens et mettez-le dans HF_TOKEN.
huggingface-servers-only = Il n’y a pas de jeton de Hugging Face ; seuls les serveurs propres à ce bot sont utilisés.
huggingface-hub-broken = Le Hub de Hugging Face a répondu par une erreur ({ $status }). Réessayez dans une minute.
huggingface-hub-unreachable = Le Hub de Hugging Face est injoignable. Vérifiez que cette machine est en ligne.
