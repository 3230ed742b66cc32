## Sentences for Slack only.

slack-working = En ello…
slack-done = Hecho.
slack-stopped = Detenido por { $name }.
slack-ai-generated = Generado por IA. Las respuestas pueden ser erróneas.
slack-good = Buena respuesta
slack-bad = Mala respuesta
slack-stop-offer = Mientras estoy en ello, puedes detenerme.
slack-whole-in-file = La respuesta no cabe aquí; está entera en el archivo.
slack-in-direct-messages = La respuesta está en nuestros mensajes directos.
slack-attachment-gone = { $name } ya no está en Slack o no puedo leerlo. Adjúntalo de nuevo.
slack-not-in-conversation = No estoy en esta conversación, así que solo tú ves esto. Para tener respuestas aquí, escribe /invite y mi nombre.
slack-archived = Esta conversación está archivada, así que solo tú ves esto. Pregúntame en otra o haz que la desarchiven.
slack-not-allowed-here = Los administradores de este espacio de trabajo no permiten la respuesta aquí, así que no hay más. Pregúntame en otra conversación o pídeles que cambien los ajustes.
slack-messages-tab-off = Mi pestaña Mensajes está desactivada. Quien gestiona la aplicación la activa en App Home.
slack-missing-scope = Me falta el permiso { $scope }. Quien gestiona la aplicación lo añade en OAuth & Permissions y la instala de nuevo.
slack-token-revoked = Slack ya no acepta mi token. Quien gestiona la aplicación la instala de nuevo.
slack-token-not-renewed = Slack no renueva mi token para el espacio de trabajo { $workspace } ({ $code }). Uso el anterior hasta { $moment } y sigo intentándolo. Si no se arregla, instala allí la aplicación de nuevo.
slack-storage-full = El almacenamiento de archivos de este espacio de trabajo está lleno. Borra archivos en Slack y vuelve a pedírmelo.
slack-files-not-allowed = Los ajustes de este espacio de trabajo no permiten este archivo ({ $code }). Un administrador puede cambiarlo.
slack-file-not-shared = Slack aceptó el archivo y luego no lo mostró. Vuelve a pedírmelo.
slack-too-busy = Slack no me deja escribir tanto ahora mismo. Vuelve a pedírmelo en un minuto.
slack-refused = Slack rechazó la respuesta ({ $code }). Vuelve a pedírmelo; si no sirve, avisa a quien gestiona la aplicación.
slack-welcome = Gracias por añadirme. Escríbeme aquí, mencióname en un canal al que me hayas invitado o usa { $command }. En mensajes e hilos escribe ! en vez de /, como en `!imagine un zorro`. { $help } muestra todo lo que sé hacer.
slack-looking-at = Mientras escribo esto, estoy viendo { $channel }.
slack-canvas-unreadable = { $name } es un canvas. Slack no me deja leer los canvas. Copia el texto en un mensaje o adjúntalo como archivo.
slack-file-elsewhere = { $name } está en otro servicio y Slack solo lo enlaza. Descárgalo allí y adjúntalo, o copia su texto en un mensaje.
