## Documentos que as pessoas enviam.

### Documentos que não podem ser lidos
document-encrypted = { $name } está protegido por senha. Salve uma cópia sem senha e envie essa cópia.
document-broken = { $name } está danificado ou incompleto. Salve ou exporte de novo e envie o arquivo novo.
document-bomb = Descompactado, { $name } ocupa muito mais do que cabe em um documento. Não abri o arquivo.
document-entities = { $name } tem declarações que poderiam ler outros arquivos e das quais nenhum documento precisa. Não abri o arquivo.
document-old-format = { $name } está em um formato antigo do Office. Salve como DOCX, PPTX, XLSX ou PDF e envie esse arquivo.
document-archive = { $name } é um arquivo compactado sem textos que eu possa ler. Envie os arquivos que estão nele.
document-lying = { $name } não é o que o nome diz, nem um documento que eu consiga ler.
document-not-opened = { $reason ->
    [memory] Este documento precisa de mais memória do que um documento pode ocupar. Envie um menor ou uma parte dele.
    [time] Abrir este documento estava demorando demais e eu desisti. Envie um menor ou uma parte dele.
   *[crash] O programa que abre os documentos falhou com este. Salve ou exporte de novo e envie o resultado.
}

### Observações sobre documentos
document-macros = { $name } tem macros. Eu não as executei.
document-named-otherwise = { $kind ->
    [picture] { $name } é uma imagem, diga o que disser o nome.
    [pdf] { $name } é um PDF, diga o que disser o nome.
    [docx] { $name } é um documento do Word, diga o que disser o nome.
    [pptx] { $name } é uma apresentação, diga o que disser o nome.
    [xlsx] { $name } é uma pasta de trabalho, diga o que disser o nome.
    [epub] { $name } é um livro, diga o que disser o nome.
    [zip] { $name } é um arquivo compactado, diga o que disser o nome.
   *[text] { $name } é um texto, diga o que disser o nome.
}
document-part = { $last ->
    [0] Nada de { $name } cabe no que o modelo aceita.
   *[other] { $unit ->
        [page] Li as páginas { $first }–{ $last } de { $total } de { $name }.
        [slide] Li os slides { $first }–{ $last } de { $total } de { $name }.
        [sheet] Li as planilhas { $first }–{ $last } de { $total } de { $name }.
        [row] Li as linhas { $first }–{ $last } de { $total } da tabela { $name }.
        [chapter] Li os capítulos { $first }–{ $last } de { $total } de { $name }.
        [file] Li os arquivos { $first }–{ $last } de { $total } de { $name }.
        [line] Li as linhas { $first }–{ $last } de { $total } de { $name }.
       *[part] Li as partes { $first }–{ $last } de { $total } de { $name }.
    }
}
document-unseen = { $count ->
    [one] 1 página de { $name } é uma imagem, que o modelo não viu.
   *[other] { $count } páginas de { $name } são imagens, que o modelo não viu.
}

### Ler em partes
reading-estimate = Ler tudo exige cerca de { $requests } solicitações e { NUMBER($tokens) } tokens.
reading-cost = Isso custa cerca de US$ { $dollars }, pelo preço atual do modelo.
button-read-whole = Ler tudo ({ $requests } solicitações)
reading-begins = Abrindo o documento
reading-parts = Parte { $done } de { $total } lida
reading-whole = { $parts ->
    [one] Lido inteiro, em 1 parte.
   *[other] Lido inteiro, em { $parts } partes.
}
