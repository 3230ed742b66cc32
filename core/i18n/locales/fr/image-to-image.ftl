## Ce qu’est devenue l’image dont une peinture devait partir.

painted-from-picture = { $model } a peint ceci à partir de l’image elle-même.
painted-in-its-colours = { $model } a peint ceci à neuf, dans les couleurs de l’image.
painted-from-words = { $model } ne peut pas partir d’une image ; j’ai donc changé les mots : « { $words } ».
painted-without-picture = { $model } ne peut pas partir d’une image ; la vôtre n’a pas servi.
huggingface-needs-picture = { $model } ne peint qu’à partir d’une image. Joignez-en une ou choisissez un autre modèle.
