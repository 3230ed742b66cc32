"""Media types by file signature, because names and declared types cannot be trusted.

The signatures come from the WHATWG MIME Sniffing Standard (https://mimesniff.spec.whatwg.org), the ISO base media
brands registered at https://mp4ra.org, the frame header of ISO/IEC 11172-3 for MP3, RFC 4867 for AMR, and, for
documents, ISO 32000-1, 7.5.2 (PDF), PKWARE's APPNOTE 4.3.7 (zip) and [MS-CFB] 2.2 (the compound files of old Office).
"""

import re
from typing import Literal

PICTURES = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/avif": "AVIF",
}
"""The picture types that can be opened, with the name of each format, which is also Pillow's name."""

SOUNDS = {
    "audio/wav": "WAV",
    "audio/flac": "FLAC",
    "audio/mpeg": "MP3",
    "audio/ogg": "Ogg",
    "audio/mp4": "M4A",
    "audio/aac": "AAC",
    "audio/webm": "WebM",
    "audio/amr": "AMR",
}
"""The known sound types, with the name of each format."""

DOCUMENTS = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/epub+zip": "EPUB",
}
"""The types of documents that can be read, besides texts, with the name of each format."""

ARCHIVES = {"application/zip": "ZIP", "application/x-zip-compressed": "ZIP"}
"""The types of archives whose texts can be read, as IANA's registry and Windows name them, with their format."""

ContainerKind = Literal["pdf", "zip", "ole"]
"""The outer form of a document: PDF, a zip package (Office since 2007, EPUB), a compound file (Office before it)."""

ContentKind = Literal[
    "empty", "text", "markup", "document", "archive", "program", "picture", "sound", "video", "unknown"
]
"""The likely kind of bytes that are not of an accepted type; sentences choose their words by it."""

_OTHER_PICTURES = {
    b"BM": "BMP",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"\0\0\x01\0": "ICO",
    b"8BPS": "PSD",
    b"\xff\x0a": "JPEG XL",
    b"\0\0\0\x0cJXL \r\n\x87\n": "JPEG XL",
    b"\0\0\0\x0cjP  \r\n\x87\n": "JPEG 2000",
    b"qoif": "QOI",
}

_OTHERS: dict[bytes, ContentKind] = {
    b"%PDF-": "document",
    b"{\\rtf": "document",
    b"\xd0\xcf\x11\xe0": "document",
    b"PK\x03\x04": "archive",
    b"\x1f\x8b": "archive",
    b"7z\xbc\xaf\x27\x1c": "archive",
    b"Rar!": "archive",
    b"\xfd7zXZ": "archive",
    b"\x28\xb5\x2f\xfd": "archive",
    b"\x7fELF": "program",
    b"MZ": "program",
}

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_LONGEST_LOOK = 4096
_VIDEO_TRACK = re.compile(rb"\x86[\x80-\xff]V_")
"""Matroska's CodecID element (RFC 9559) naming a video codec."""
_TRACK = re.compile(rb"hdlr\0{8}(soun|vide)")
"""The handler box of a track (ISO/IEC 14496-12, 8.4.3)."""
_MOVIE_HEADER = re.compile(rb"mvhd([\0\1].{31})", re.DOTALL)
"""The movie header box (ISO/IEC 14496-12, 8.2.2): version, flags, times, time scale and duration."""


def media_type_of(data: bytes) -> str | None:
    """Returns the media type in `PICTURES` or `SOUNDS` by the first bytes, or None.

    It reads only the beginning, and of an MP4 file the kinds of its tracks; the rest may be damaged.
    """
    start = data[:16]
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if start.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if start.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if start[:4] in (b"RIFF", b"RF64", b"RIFX"):
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(start[8:12])
    if start.startswith(b"fLaC"):
        return "audio/flac"
    if start.startswith(b"OggS"):
        return "audio/ogg"
    if start.startswith(b"\x1aE\xdf\xa3"):
        return "audio/webm" if b"webm" in data[:64] and not _VIDEO_TRACK.search(data[:_LONGEST_LOOK]) else None
    if brands := _brands(data):
        return _isobmff(brands, data)
    if start.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        return "audio/amr"
    if start.startswith(b"ID3") or _is_mp3_frame(start):
        return "audio/mpeg"
    if len(start) > 1 and start[0] == 0xFF and start[1] & 0xF6 == 0xF0:  # ADTS: twelve sync bits, layer 0
        return "audio/aac"
    return None


def other_picture_format(data: bytes) -> str | None:
    """Returns the format of a picture that is recognised but cannot be opened (HEIC, TIFF, SVG, …), or None."""
    for signature, name in _OTHER_PICTURES.items():
        if data.startswith(signature) and not _is_text(data):
            return name
    if data.startswith(b"%!PS"):
        return "EPS"
    if set(_brands(data)) & _HEIF_BRANDS and media_type_of(data) is None:
        return "HEIC"
    if _is_text(data) and b"<svg" in data[:_LONGEST_LOOK].lower():
        return "SVG"
    return None


def container_kind(data: bytes) -> ContainerKind | None:
    """Returns the outer form of what may be a document, or None.

    A PDF is one also if all its bytes are ASCII. Readers accept some bytes before its header (ISO 32000-1, annex H
    3.4.1), but a text may quote that header, too.
    """
    if data.startswith(b"PK\x03\x04"):
        return "zip"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    if data[:64].lstrip(b"\xef\xbb\xbf\0\t\n\f\r ").startswith(b"%PDF-"):
        return "pdf"
    return "pdf" if b"%PDF-" in data[:1024] and not _is_text(data) else None


def content_kind(data: bytes) -> ContentKind:
    """Returns the likely kind of the bytes, to explain why they were not accepted."""
    if not data:
        return "empty"
    media_type = media_type_of(data)
    if media_type:
        return "picture" if media_type in PICTURES else "sound"
    if other_picture_format(data):
        return "picture"
    if data.startswith(b"\x1aE\xdf\xa3") or _brands(data):
        return "video"
    for signature, kind in _OTHERS.items():
        if data.startswith(signature) and (kind == "document" or not _is_text(data)):
            return kind
    if _is_text(data):
        return "markup" if data.lstrip()[:1] == b"<" else "text"
    return "unknown"


def _brands(data: bytes) -> list[bytes]:
    """Returns the major and compatible brands of an ISO base media file (MP4, M4A, AVIF, HEIC)."""
    if data[4:8] != b"ftyp":
        return []
    end = min(int.from_bytes(data[:4], "big"), 128)
    return [data[8:12], *(data[at : at + 4] for at in range(16, end, 4))]


def mp4_seconds(data: bytes) -> float | None:
    """Returns the duration that the header of an MP4 file tells; None for another file, or if it does not tell."""
    found = _MOVIE_HEADER.search(data) if _brands(data) else None
    if found is None:
        return None
    version, times = found[1][0], found[1][4:]
    width = 8 if version else 4
    scale_at = 2 * width
    scale = int.from_bytes(times[scale_at : scale_at + 4], "big")
    duration = int.from_bytes(times[scale_at + 4 : scale_at + 4 + width], "big")
    return duration / scale if scale and duration and duration < 2 ** (8 * width) - 1 else None


def _isobmff(brands: list[bytes], data: bytes) -> str | None:
    if not {b"avif", b"avis"}.isdisjoint(brands):
        return "image/avif"
    if brands[0] in (b"M4A ", b"M4B "):
        return "audio/mp4"
    # Phones and Slack name the brand of films for voices, too: the tracks decide.
    return "audio/mp4" if {each[1] for each in _TRACK.finditer(data)} == {b"soun"} else None


def _is_mp3_frame(start: bytes) -> bool:
    """Tests for eleven sync bits, Layer III, and neither the forbidden bit rate nor the reserved sampling rate."""
    if len(start) < 4 or start[0] != 0xFF:
        return False
    version, layer = start[1] >> 3 & 3, start[1] >> 1 & 3
    bit_rate, sampling_rate = start[2] >> 4, start[2] >> 2 & 3
    return start[1] >= 0xE0 and version != 1 and layer == 1 and bit_rate not in (0, 15) and sampling_rate != 3


def _is_text(data: bytes) -> bool:
    sample = data[:_LONGEST_LOOK]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in sample):
        return False
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        # The sample may end within a character; Latin-1 text has few bytes above ASCII.
        return error.start >= len(sample) - 3 or sum(byte > 127 for byte in sample) * 4 < len(sample)
    return True
