## Documents that people give.

### Documents that cannot be read
document-encrypted = { $name } is protected by a password. Save a copy without it and send that.
document-broken = { $name } is damaged or incomplete. Save or export it again and send the new file.
document-bomb = { $name } unpacks to far more than a document can hold, so I did not open it.
document-entities = { $name } has declarations that could read other files, which no document needs. I did not open it.
document-old-format = { $name } is in an old format of Office. Save it as DOCX, PPTX, XLSX or PDF and send that.
document-archive = { $name } is an archive without texts that I can read. Send the files in it.
document-lying = { $name } is not what its name says, and no document that I can read.
document-not-opened = { $reason ->
    [memory] This document needs more memory than one document may take. Send a smaller one, or a part of it.
    [time] This document took too long to open, so I gave up. Send a smaller one, or a part of it.
   *[crash] This document made the program that opens documents fail. Save or export it again and send the new file.
}

### Notes about documents
document-macros = { $name } has macros. I did not run them.
document-named-otherwise = { $kind ->
    [picture] { $name } is a picture, whatever its name says.
    [pdf] { $name } is a PDF, whatever its name says.
    [docx] { $name } is a Word document, whatever its name says.
    [pptx] { $name } is a presentation, whatever its name says.
    [xlsx] { $name } is a workbook, whatever its name says.
    [epub] { $name } is a book, whatever its name says.
    [zip] { $name } is an archive, whatever its name says.
   *[text] { $name } is a text, whatever its name says.
}
document-part = { $last ->
    [0] Nothing of { $name } fits into what the model takes.
   *[other] { $unit ->
        [page] I read pages { $first }–{ $last } of { $total } of { $name }.
        [slide] I read slides { $first }–{ $last } of { $total } of { $name }.
        [sheet] I read sheets { $first }–{ $last } of { $total } of { $name }.
        [row] I read rows { $first }–{ $last } of { $total } of { $name }.
        [chapter] I read chapters { $first }–{ $last } of { $total } of { $name }.
        [file] I read files { $first }–{ $last } of { $total } of { $name }.
        [line] I read lines { $first }–{ $last } of { $total } of { $name }.
       *[part] I read parts { $first }–{ $last } of { $total } of { $name }.
    }
}
document-unseen = { $count ->
    [one] 1 page of { $name } is a picture, which the model did not see.
   *[other] { $count } pages of { $name } are pictures, which the model did not see.
}

### Reading in parts
reading-estimate = Reading all of it takes about { $requests } requests and { NUMBER($tokens) } tokens.
reading-cost = That costs about ${ $dollars }, at the model's present price.
button-read-whole = Read all ({ $requests } requests)
reading-begins = Opening the document
reading-parts = Part { $done } of { $total } is read
reading-whole = { $parts ->
    [one] Read whole, in 1 part.
   *[other] Read whole, in { $parts } parts.
}
