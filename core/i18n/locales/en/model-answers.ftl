## Answers of a model that are something else than its text.

huggingface-wants-tool = { $model } asked for a tool instead of answering, and I have none. Choose another model.
huggingface-declined = { $model } declined; these are its own words.
