"""Documents as text: PDF, Word, PowerPoint, Excel, EPUB, HTML, CSV and plain text.

`reading.read_document` runs in a process of `core.media.processes`. Nothing in a document is executed, and nothing that
it links to is fetched.
"""
