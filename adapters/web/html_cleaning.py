"""The HTML that may reach the page: elements, attributes and addresses by list, whatever wrote it."""

import re

import nh3

from adapters.web.code_colours import CLASSES

_MATHML = frozenset(
    """
    math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts
    mprescripts none mtable mtr mtd mstyle mpadded mphantom menclose
    """.split()  # noqa: SIM905 - shorter
)
"""The elements of MathML Core (https://w3c.github.io/mathml-core/) that latex2mathml writes. Those in which HTML or
annotations of other formats can stand are not among them, but for `mtext`, whose content is on this list as well."""
_MATHML_ATTRIBUTES = frozenset(
    """
    display displaystyle scriptlevel mathvariant stretchy fence form separator accent accentunder largeop symmetric
    movablelimits minsize maxsize lspace rspace linethickness width height depth columnalign rowspacing columnspacing
    columnlines rowlines notation linebreak
    """.split()  # noqa: SIM905 - shorter
)
_HTML = frozenset(
    """
    p br hr strong em s sub sup kbd code pre a ul ol li input h3 h4 h5 h6 blockquote table thead tbody tr th td div
    span section
    """.split()  # noqa: SIM905 - shorter
)
_ADDRESS = re.compile(r"https?://\S+|mailto:\S+|#asked-[\w%.~-]+|#fn(?:ref)?-[\w:-]+", re.IGNORECASE)
"""Addresses that a link may lead to: also a reply and a footnote of this page, and nothing else of this server."""
_ID = re.compile(r"fn(?:ref)?-[\w:-]+")


def may_lead_to(address: str) -> bool:
    """Returns True if a link in an answer may lead to the address."""
    return _ADDRESS.fullmatch(address) is not None


def _filtered(tag: str, name: str, value: str) -> str | None:  # noqa: ARG001 - nh3's signature
    if name == "href":
        return value if may_lead_to(value) else None
    if name == "id":
        return value if _ID.fullmatch(value) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(_HTML | _MATHML),
    clean_content_tags=set(),
    attributes={
        "a": {"href", "id"},
        "li": {"id"},
        "ol": {"start"},
        "input": {"type", "checked", "disabled"},
        "pre": {"tabindex", "data-language"},
        "div": {"tabindex"},
        **{name: set(_MATHML_ATTRIBUTES | ({"data-tex"} if name == "math" else set())) for name in _MATHML},
    },
    tag_attribute_values={"a": {"target": {"_blank"}}},
    attribute_filter=_filtered,
    link_rel="noopener noreferrer nofollow",
    url_schemes={"http", "https", "mailto"},
    allowed_classes={
        "span": {*CLASSES, "domain"},
        "code": {"formula"},
        "div": {"table"},
        "th": {"centre", "end"},
        "td": {"centre", "end"},
        "ul": {"contains-task-list"},
        "ol": {"contains-task-list", "footnotes-list"},
        "li": {"task-list-item", "footnote-item"},
        "section": {"footnotes"},
        "sup": {"footnote-ref"},
        "a": {"footnote-backref"},
    },
)


def cleaned(html: str) -> str:
    """The HTML without everything that is not on the lists; words within stay."""
    return _CLEANER.clean(html)
