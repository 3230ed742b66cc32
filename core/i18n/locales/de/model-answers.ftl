## Antworten eines Modells, die etwas anderes sind als sein Text.

huggingface-wants-tool = { $model } wollte statt einer Antwort ein Werkzeug, und ich habe keines. Wähle ein anderes Modell.
huggingface-declined = { $model } hat abgelehnt; das sind seine eigenen Worte.
