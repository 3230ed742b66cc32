## 本文ではないモデルの応答。

huggingface-wants-tool = { $model } は答える代わりにツールを求めましたが、ここにはありません。別のモデルを選んでください。
huggingface-declined = { $model } は断りました。これはモデル自身の言葉です。
