## The built-in engine: what it says about itself and what it cannot do.

builtin-card =
    { $task ->
        [chat_completion] un hôte qui connaît la maison ; des règles, pas de modèle
        [text_generation] continue à partir de quelques contes, mot après mot ; du comptage, pas de modèle
        [text_to_image] peint selon des règles ce qu’elle reconnaît dans vos mots ; pas de modèle
       *[text_to_speech] espeak-ng, une synthèse vocale par règles ; pas de modèle
    }
builtin-healthy = La doublure est prête ; il ne lui faut rien d’autre que cette machine.
builtin-healthy-mute =
    La doublure est prête, sauf à parler. La personne qui s’occupe de moi peut y remédier : pip install "troubadour[offline]".
builtin-other-model = { $model } n’est pas accessible ici sans jeton ; la doublure elle-même s’appelle { $own }.
builtin-english-verse = La doublure ne rime qu’en anglais.

### Painting
builtin-size = Je peins de { $least } à { $most } pixels de côté, pas { $width } × { $height }.
builtin-painting =
    { $stage ->
        [sketch] Je lis vos mots
        [ground] Je pose le ciel et le sol
        [subject] Je peins ce qui s’y trouve
       *[finish] Je laisse sécher la peinture
    }

### Speaking
speech-not-installed =
    Je n’ai pas encore de voix ici. La personne qui s’occupe de moi peut en ajouter une : pip install "troubadour[{ $extra }]".
speech-voice-unknown =
    { $near ->
        [none] Je n’ai pas de voix « { $voice } ». En voici quelques-unes : { $known }.
       *[other] Je n’ai pas de voix « { $voice } ». Vouliez-vous dire { $near } ? En voici d’autres : { $known }.
    }
speech-nothing-to-say = Il n’y a rien dans ce texte qui puisse se dire.
speech-speed = La vitesse va de { $least } à { $most }, pas { $given }.
speech-cut = C’était trop long pour être dit d’une traite ; cela s’arrête au bout de { $seconds } secondes.
