# Sentences of the store: it could not save something, or something is gone.

store-full = Meu disco está cheio e não consegui salvar isto. Peça a quem cuida de mim para liberar espaço e tente de novo.
store-failed = Não consegui acessar meu armazenamento e isto não foi salvo. Tente de novo; se acontecer outra vez, avise quem cuida de mim.
store-file-too-large = Este arquivo passa de { $megabytes } MB, o máximo que consigo guardar. Use um menor.
blob-missing = Este arquivo não está mais aqui: foi apagado ou expirou. Faça de novo ou anexe outra vez.

### Backups
alert-backup-failed = O backup noturno está falhando: { $why } Tento de novo a cada hora.
alert-backup-works = Os backups voltaram a funcionar. Falhavam desde { $moment }.
