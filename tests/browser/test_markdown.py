"""The page's own Markdown, rendered by the page."""

from tests.browser.rooms import Tab

MARKDOWN = {
    "**bold** *em* ~~gone~~ `co*de*`": ("<p><strong>bold</strong> <em>em</em> <del>gone</del> <code>co*de*</code></p>"),
    "***both*** and 2*3*4 snake_case_name": ("<p><strong><em>both</em></strong> and 2<em>3</em>4 snake_case_name</p>"),
    "one\ntwo": "<p>one<br>two</p>",
    "# Title #\ntext": "<h3>Title</h3><p>text</p>",
    "- a\n  - b\n- c\n\nend": "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><p>end</p>",
    "- a\nstill a\n\n- b": "<ul><li>a<br>still a</li><li>b</li></ul>",
    "3. a\n4. b": '<ol start="3"><li>a</li><li>b</li></ol>',
    "> quoted\nlazy\n\nfree": "<blockquote><p>quoted<br>lazy</p></blockquote><p>free</p>",
    "~~~py\n**x**\n~~~": '<pre tabindex="0" data-language="py"><code>**x**</code></pre>',
    "```\nstill open": '<pre tabindex="0"><code>still open</code></pre>',
    r"\*not em\* and **open": "<p>*not em* and **open</p>",
    "---": "<hr>",
    "|a|b|\n|-|-:|\n|1|x\\|y|": (
        '<div class="table" tabindex="0"><table><thead><tr><th>a</th><th class="end">b</th></tr></thead>'
        '<tbody><tr><td>1</td><td class="end">x|y</td></tr></tbody></table></div>'
    ),
    "```chart\n2026-11-22 █████· 12\n2026-11-23 ······  0\n```": (
        '<table class="chart"><tbody>'
        '<tr><th scope="row">2026-11-22</th><td class="end">12</td>'
        '<td aria-hidden="true"><span class="share" style="inline-size: 100%;"></span></td></tr>'
        '<tr><th scope="row">2026-11-23</th><td class="end">0</td>'
        '<td aria-hidden="true"><span class="share" style="inline-size: 0%;"></span></td></tr>'
        "</tbody></table>"
    ),
    "```chart\nno bars\n```": '<pre tabindex="0" data-language="chart"><code>no bars</code></pre>',
    "a < b & c": "<p>a &lt; b &amp; c</p>",
    "[words](nowhere) [a](b": "<p>words [a](b</p>",
    "[↗](#asked-web-1%3A2) [x](#other)": '<p><a href="#asked-web-1%3A2">↗</a> x</p>',
}
"""Markdown texts and their rendering."""

RENDER = """async (text) => {
    const { Prose } = await import("/static/markdown.js");
    const prose = new Prose();
    prose.show(text);
    return prose.node.innerHTML;
}"""


def test_markdown(tab: Tab) -> None:
    assert {text: tab.page.evaluate(RENDER, text) for text in MARKDOWN} == MARKDOWN


GROW = """async ([text, step]) => {
    const { Prose } = await import("/static/markdown.js");
    const [whole, grown] = [new Prose(), new Prose()];
    whole.show(text);
    for (let end = 0; end <= text.length; end += step) grown.show(text.slice(0, end));
    grown.show(text);
    return whole.node.innerHTML === grown.node.innerHTML;
}"""


def test_a_text_that_grows_ends_like_a_complete_one(tab: Tab) -> None:
    text = "\n\n".join(MARKDOWN)
    assert all(tab.page.evaluate(GROW, [text, step]) for step in (1, 7))


HOSTILE = ("*", "**a ", "`", "[", "[a](", "> ", "- ", "_a", "|", "<", "~~a ", "![", "\\", "http://", "*_", "1. ")


def test_hostile_text_costs_little(tab: Tab) -> None:
    """Shows twenty thousand characters of each within the time limit of one evaluation in the page."""
    for piece in HOSTILE:
        assert isinstance(tab.page.evaluate(RENDER, piece * (20_000 // len(piece))), str)
