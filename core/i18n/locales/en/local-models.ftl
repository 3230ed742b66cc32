## Models on this machine.

web-page-found = Found on this machine: { $title }. To use it, write this line to `.env` and start again:
web-page-found-copy = Copy the line
web-page-found-copied = Copied
