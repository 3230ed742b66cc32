"""Tokenizers and processors of a few words, made here and served by the loopback Hub."""

from collections.abc import Mapping
from pathlib import Path

TEMPLATE = (
    "{% for message in messages %}<|{{ message.role }}|>"
    "{% if message.content is string %}{{ message.content }}"
    "{% else %}{% for part in message.content %}"
    "{% if part.type == 'image' %}<image>{% else %}{{ part.text }}{% endif %}"
    "{% endfor %}{% endif %}{{ '\n' }}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def tokenizer_files(folder: Path, template: str | None = TEMPLATE) -> Mapping[str, bytes]:
    """The files of a tokenizer with this chat template."""
    _tokenizer(template).save_pretrained(folder)  # type: ignore[attr-defined]
    return files_of(folder)


def processor_files(folder: Path, place: str = "<image>") -> Mapping[str, bytes]:
    """The files of a processor that sees; only the processor knows which token is the place of a picture."""
    from transformers import CLIPImageProcessor, LlavaProcessor

    processor = LlavaProcessor(  # type: ignore[no-untyped-call]
        image_processor=CLIPImageProcessor(),
        tokenizer=_tokenizer(None),
        chat_template=TEMPLATE.replace("<image>", place),
        patch_size=14,
        image_token=place,
    )
    processor.save_pretrained(folder)
    return files_of(folder)


def files_of(folder: Path) -> Mapping[str, bytes]:
    """All files of a folder."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def _tokenizer(template: str | None) -> object:
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit
    from transformers import PreTrainedTokenizerFast

    words = {"<unk>": 0, "<image>": 1, "hello": 2, "world": 3}
    words_only = Tokenizer(WordLevel(words, unk_token="<unk>"))
    words_only.pre_tokenizer = WhitespaceSplit()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words_only)  # type: ignore[no-untyped-call]
    tokenizer.chat_template = template
    return tokenizer
