## 描くときの元になる画像がどうなったか.

painted-from-picture = { $model } が元の画像から描きました。
painted-in-its-colours = { $model } が、元の画像の色を使って新しく描きました。
painted-from-words = { $model } は画像から描き始められないため、言葉を変えました：「{ $words }」
painted-without-picture = { $model } は画像から描き始められないため、あなたの画像は使われませんでした。
huggingface-needs-picture = { $model } は画像を元にしか描けません。画像を添付するか、別のモデルを選んでください。
