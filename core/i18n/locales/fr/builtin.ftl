## The built-in engine: its models, its health and its limits.

builtin-card =
    { $task ->
        [chat_completion] une petite conversation par règles ; pas de modèle
        [text_generation] continue à partir de quelques contes, mot après mot ; des statistiques, pas de modèle
        [text_to_image] peint selon des règles ce qu’il reconnaît dans vos mots ; pas de modèle
       *[text_to_speech] hibari, une petite voix neuronale, pour l’anglais ; espeak-ng, une synthèse vocale par règles, pour les autres langues
    }
builtin-healthy = Le moteur intégré est prêt ; il ne lui faut rien d’autre que cette machine.
builtin-healthy-partly =
    { $missing ->
        [voices] Le moteur intégré est prêt, mais il ne parle qu’anglais. La personne qui s’occupe de moi peut ajouter d’autres langues : pip install "troubadour[voices]".
        [speech] Le moteur intégré est prêt. La personne qui s’occupe de moi peut ajouter une meilleure voix pour l’anglais : pip install "troubadour[speech]".
       *[both] Le moteur intégré est prêt, sauf à parler. La personne qui s’occupe de moi peut y remédier : pip install "troubadour[speech,voices]".
    }
builtin-other-model = { $model } n’est pas accessible ici sans jeton ; le modèle du moteur intégré s’appelle { $own }.
builtin-english-verse = Le moteur intégré ne rime qu’en anglais.

### Painting
builtin-size = Je peins de { $least } à { $most } pixels de côté, pas { $width } × { $height }.
builtin-not-understood = Le moteur intégré n’a pas compris : { $words }{ $more ->
        [yes] , etc
       *[no] {""}
    }.
picture-not-painted =
    { $reason ->
        [memory] L’image demandait plus de mémoire que permis. Essayez une taille plus petite ou un autre style.
        [time] L’image prenait trop de temps, je l’ai interrompue. Essayez une taille plus petite ou un autre style.
       *[crash] Je n’ai pas pu peindre l’image. Réessayez.
    }
builtin-painting =
    { $stage ->
        [sketch] Je lis vos mots
        [ground] Je peins le ciel et le sol
        [subject] Je peins le sujet
       *[finish] Je termine l’image
    }

### Speaking
speech-not-installed =
    Je n’ai pas encore de voix ici. La personne qui s’occupe de moi peut en ajouter une : pip install "troubadour[{ $extras }]".
speech-language-not-installed =
    Je n’ai pas encore de voix ici pour cette langue : { $language }. La personne qui s’occupe de moi peut en ajouter une : pip install "troubadour[{ $extra }]".
speech-voice-unknown =
    { $near ->
        [none] Je n’ai pas de voix « { $voice } ». En voici quelques-unes : { $known }.
       *[other] Je n’ai pas de voix « { $voice } ». Vouliez-vous dire { $near } ? En voici d’autres : { $known }.
    }
speech-nothing-to-say = Il n’y a rien dans ce texte qui puisse se dire.
speech-speed = La vitesse va de { $least } à { $most }, pas { $given }.
speech-voice = voix : { $voice } ({ $language })
speech-unreadable = Cette voix ne peut pas lire : { $words }
speech-not-made =
    { $reason ->
        [memory] La voix demandait plus de mémoire que permis. Essayez avec un texte plus court.
        [time] La voix prenait trop de temps, je l’ai interrompue. Essayez avec un texte plus court.
       *[crash] La voix a échoué. Réessayez.
    }
