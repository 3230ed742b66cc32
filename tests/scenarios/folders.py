"""Searches in the data folder of a bot."""

from pathlib import Path


def files_with(folder: Path, word: str) -> list[str]:
    """The names of all files with a word in their bytes."""
    return [file.name for file in folder.rglob("*") if file.is_file() and word.encode() in file.read_bytes()]
