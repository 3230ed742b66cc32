"""Makes tiny models with random weights: `python tiny_models.py FOLDER`, with the Python of `.venv-servers`.

`FOLDER/llama` is a model for transformers and `FOLDER/llama.gguf` one for llama.cpp; `FOLDER/llava` takes pictures, for
transformers. What they write is nonsense.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from gguf import GGUFWriter, TokenType
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    CLIPImageProcessorPil,
    CLIPVisionConfig,
    LlamaConfig,
    LlamaForCausalLM,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
)

SIZE, LAYERS, HEADS, FEED_FORWARD, CONTEXT = 64, 2, 4, 128, 512
TEMPLATE = (
    "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}{{ eos_token }}{% endfor %}<|assistant|>"
)
IMAGE = "<image>"
PICTURE_TEMPLATE = TEMPLATE.replace(
    "{{ message.content }}",
    "{% if message.content is string %}{{ message.content }}{% else %}{% for part in message.content %}"
    "{% if part.type == 'text' %}{{ part.text }}{% else %}" + IMAGE + "{% endif %}{% endfor %}{% endif %}",
)


def main(folder: Path) -> None:
    """Makes all models in an empty folder."""
    torch.manual_seed(1)
    make_transformers_model(folder / "llama")
    make_llava(folder / "llava")
    make_gguf(folder / "llama.gguf")


def make_transformers_model(folder: Path) -> None:
    """A Llama whose tokens are bytes."""
    tokenizer = make_tokenizer()
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)
    LlamaForCausalLM(llama_config(tokenizer)).save_pretrained(folder)


def make_llava(folder: Path) -> None:
    """The same with eyes: a picture is four tokens."""
    tokenizer = make_tokenizer(IMAGE)
    vision = CLIPVisionConfig(
        hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, image_size=28, patch_size=14
    )
    image_token = tokenizer.get_vocab()[IMAGE]
    config = LlavaConfig(
        vision_config=vision, text_config=llama_config(tokenizer), image_token_index=image_token, image_seq_length=4
    )
    LlavaForConditionalGeneration(config).save_pretrained(folder)
    LlavaProcessor(  # type: ignore[no-untyped-call]
        image_processor=CLIPImageProcessorPil(size={"shortest_edge": 28}, crop_size=28),
        tokenizer=tokenizer,
        patch_size=14,
        vision_feature_select_strategy="default",
        chat_template=PICTURE_TEMPLATE,
        num_additional_image_tokens=1,
    ).save_pretrained(folder)


def make_tokenizer(*special: str) -> PreTrainedTokenizerFast:
    """A tokenizer of bytes and of special tokens."""
    vocabulary = {token: number for number, token in enumerate(["<s>", "</s>", *special])}
    for letter in sorted(pre_tokenizers.ByteLevel.alphabet()):
        vocabulary[letter] = len(vocabulary)
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="</s>",
        additional_special_tokens=list(special),
    )


def llama_config(tokenizer: PreTrainedTokenizerFast) -> LlamaConfig:
    """A very small Llama."""
    return LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=SIZE,
        intermediate_size=FEED_FORWARD,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        num_key_value_heads=HEADS,
        max_position_embeddings=CONTEXT,
        bos_token_id=0,
        eos_token_id=1,
    )


def make_gguf(file: Path) -> None:
    """The same kind of model as a GGUF file (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md)."""
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), "▁"]
    types = [TokenType.UNKNOWN, TokenType.CONTROL, TokenType.CONTROL, *[TokenType.BYTE] * 256, TokenType.NORMAL]
    writer = GGUFWriter(file, "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(SIZE)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(SIZE // HEADS)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(types)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(TEMPLATE.replace("eos_token", "'</s>'"))
    numbers = np.random.default_rng(1)

    def add(name: str, *shape: int) -> None:
        writer.add_tensor(name, numbers.normal(0, 0.2, shape).astype(np.float32))

    add("token_embd.weight", len(tokens), SIZE)
    add("output_norm.weight", SIZE)
    add("output.weight", len(tokens), SIZE)
    for layer in range(LAYERS):
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"blk.{layer}.{name}.weight", SIZE, SIZE)
        for name in ("ffn_gate", "ffn_up"):
            add(f"blk.{layer}.{name}.weight", FEED_FORWARD, SIZE)
        add(f"blk.{layer}.ffn_down.weight", SIZE, FEED_FORWARD)
        for name in ("attn_norm", "ffn_norm"):
            add(f"blk.{layer}.{name}.weight", SIZE)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
