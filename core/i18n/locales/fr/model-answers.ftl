## Réponses d’un modèle qui sont autre chose que son texte.

huggingface-wants-tool = { $model } a demandé un outil au lieu de répondre, et je n’en ai aucun. Choisissez un autre modèle.
huggingface-declined = { $model } a refusé ; ce sont ses propres mots.
