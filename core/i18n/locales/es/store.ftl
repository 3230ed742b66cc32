# Sentences of the store: it could not save something, or something is gone.

store-full = Mi disco está lleno y no he podido guardar esto. Pide a quien me mantiene que libere espacio y vuelve a intentarlo.
store-failed = No he podido acceder a mi almacenamiento y esto no se ha guardado. Inténtalo de nuevo; si se repite, díselo a quien me mantiene.
store-file-too-large = Este archivo pasa de { $megabytes } MB, que es lo máximo que puedo guardar. Usa uno más pequeño.
blob-missing = Este archivo ya no está: se borró o ha caducado. Vuelve a crearlo o a adjuntarlo.

### Backups
alert-backup-failed = La copia de seguridad nocturna falla: { $why } Lo intento de nuevo cada hora.
alert-backup-works = Las copias de seguridad vuelven a funcionar. Fallaban desde { $moment }.
