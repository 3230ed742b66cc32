## Resúmenes de canales.

summary-reading = Leyendo el canal
summary-range = { $count ->
    [one] 1 mensaje desde { $moment }.
   *[other] { $count } mensajes desde { $moment }.
}
summary-nothing = Desde { $moment } no se ha dicho nada que yo pueda leer.
summary-truncated = Había más; estos son los { $count } más recientes.
summary-unreadable = { $count ->
    [one] No se pudo leer 1 mensaje.
   *[other] No se pudieron leer { $count } mensajes.
}
summary-why-discord = Discord solo me muestra los mensajes que me mencionan, salvo que el operador active el Message Content Intent. El menú de un mensaje lo añade.
summary-why-slack = Son respuestas en hilos, más de las que Slack me deja leer de una vez.
summary-estimate = Hay { $count } mensajes. Resumirlos requiere unas { $requests } solicitudes y { NUMBER($tokens) } tokens.
button-summarize = Resumir ({ $requests } solicitudes)
summary-since = --{ $option } debe ser un día, un tiempo como ayer o 3 horas, o el enlace de un mensaje, no «{ $given }».
summary-not-here = Solo puedo resumir canales de Discord y Slack. Para resumir un archivo, adjúntalo y pregunta por él.
summary-not-readable = No puedes leer ese canal, así que no lo leo por ti.
summary-other-place = Ese mensaje es de otro servidor. Pregúntame allí.
summary-no-channel = No conozco aquí ningún canal llamado «{ $name }».
summary-bot-cannot-read = No puedo leer ese canal. Quien lo administra puede permitirlo o añadirme.
summary-scope = Me falta el permiso { $scope } en este espacio de trabajo. Quien lo administra puede darlo.
summary-platform-away = Ahora mismo no se pueden leer los mensajes. Inténtalo más tarde.
privacy-files = Los archivos que me das se guardan con su conversación mientras esta exista. Su texto y las imágenes de páginas escaneadas se envían al modelo que responde.
privacy-summaries = Un resumen envía al modelo los mensajes del tiempo por el que alguien pregunta: solo los que esa persona puede leer, y sin las personas bloqueadas u olvidadas. No guardo esos mensajes.
