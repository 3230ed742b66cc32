## Was aus dem Bild wurde, von dem ein Gemälde ausgehen sollte.

painted-from-picture = { $model } hat dies aus dem Bild selbst gemalt.
painted-in-its-colours = { $model } hat dies neu gemalt, in den Farben des Bildes.
painted-from-words = { $model } kann nicht von einem Bild ausgehen, deshalb habe ich die Worte geändert: „{ $words }“.
painted-without-picture = { $model } kann nicht von einem Bild ausgehen; deines wurde nicht verwendet.
huggingface-needs-picture = { $model } malt nur von einem Bild ausgehend. Hänge eines an oder wähle ein anderes Modell.
