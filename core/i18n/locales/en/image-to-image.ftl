## How an engine used the picture that a request came with.

painted-from-picture = { $model } painted this from the picture itself.
painted-in-its-colours = { $model } painted a new picture in the colours of yours.
painted-from-words = { $model } cannot start from a picture, so I changed the words: “{ $words }”.
painted-without-picture = { $model } cannot start from a picture, so I did not use yours.
huggingface-needs-picture = { $model } paints only from a picture. Attach one, or choose another model.
