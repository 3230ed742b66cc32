## What became of the picture that a painting was to start from.

painted-from-picture = { $model } painted this from the picture itself.
painted-in-its-colours = { $model } painted this anew, in the colours of the picture.
painted-from-words = { $model } cannot start from a picture, so it painted other words: “{ $words }”.
painted-without-picture = { $model } cannot start from a picture; yours was not used.
huggingface-needs-picture = { $model } paints only from a picture. Attach one, or choose another model.
