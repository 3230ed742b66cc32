## Documentos que se envían.

### Documentos que no se pueden leer
document-encrypted = { $name } está protegido con contraseña. Guarda una copia sin ella y envíala.
document-broken = { $name } está dañado o incompleto. Guárdalo o expórtalo de nuevo y envía el archivo nuevo.
document-bomb = Descomprimido, { $name } ocupa mucho más de lo que cabe en un documento. No lo he abierto.
document-entities = { $name } tiene declaraciones que podrían leer otros archivos y que ningún documento necesita. No lo he abierto.
document-old-format = { $name } está en un formato antiguo de Office. Guárdalo como DOCX, PPTX, XLSX o PDF y envíalo.
document-archive = { $name } es un archivo comprimido sin textos que yo pueda leer. Envía los archivos que contiene.
document-lying = { $name } no es lo que dice su nombre, ni un documento que yo pueda leer.
document-not-opened = { $reason ->
    [memory] Este documento necesita más memoria de la que puede ocupar un documento. Envía uno más pequeño o una parte.
    [time] Abrir este documento llevaba demasiado tiempo y lo he dejado. Envía uno más pequeño o una parte.
   *[crash] El programa que abre los documentos ha fallado con este. Guárdalo o expórtalo de nuevo y envía eso.
}

### Notas sobre documentos
document-macros = { $name } tiene macros. No las he ejecutado.
document-named-otherwise = { $kind ->
    [picture] { $name } es una imagen, diga lo que diga su nombre.
    [pdf] { $name } es un PDF, diga lo que diga su nombre.
    [docx] { $name } es un documento de Word, diga lo que diga su nombre.
    [pptx] { $name } es una presentación, diga lo que diga su nombre.
    [xlsx] { $name } es un libro de cálculo, diga lo que diga su nombre.
    [epub] { $name } es un libro, diga lo que diga su nombre.
    [zip] { $name } es un archivo comprimido, diga lo que diga su nombre.
   *[text] { $name } es un texto, diga lo que diga su nombre.
}
document-part = { $last ->
    [0] Nada de { $name } cabe en lo que admite el modelo.
   *[other] { $unit ->
        [page] He leído las páginas { $first }–{ $last } de { $total } de { $name }.
        [slide] He leído las diapositivas { $first }–{ $last } de { $total } de { $name }.
        [sheet] He leído las hojas { $first }–{ $last } de { $total } de { $name }.
        [row] He leído las filas { $first }–{ $last } de { $total } de { $name }.
        [chapter] He leído los capítulos { $first }–{ $last } de { $total } de { $name }.
        [file] He leído los archivos { $first }–{ $last } de { $total } de { $name }.
        [line] He leído las líneas { $first }–{ $last } de { $total } de { $name }.
       *[part] He leído las partes { $first }–{ $last } de { $total } de { $name }.
    }
}
document-unseen = { $count ->
    [one] 1 página de { $name } es una imagen que el modelo no ha visto.
   *[other] { $count } páginas de { $name } son imágenes que el modelo no ha visto.
}

### Leer por partes
reading-estimate = Leerlo todo requiere unas { $requests } solicitudes y { NUMBER($tokens) } tokens.
reading-cost = Eso cuesta unos { $dollars } $, al precio actual del modelo.
button-read-whole = Leer todo ({ $requests } solicitudes)
reading-begins = Abriendo el documento
reading-parts = Parte { $done } de { $total } leída
reading-whole = { $parts ->
    [one] Leído entero, en 1 parte.
   *[other] Leído entero, en { $parts } partes.
}
