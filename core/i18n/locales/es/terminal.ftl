## Sentences for the terminal only.

terminal-file-missing = No hay ningún archivo { $name }. Comprueba su nombre y la carpeta en la que estás.
terminal-file-is-folder = { $name } es una carpeta. Indica un archivo que esté dentro.
terminal-file-unreadable = No se puede leer { $name } ({ $reason }). Date permiso de lectura o indica otro archivo.
terminal-cannot-write = No puedo escribir en { $folder } ({ $reason }). Elige otra carpeta con --out.
terminal-cannot-delete = No se ha podido borrar { $name } ({ $reason }).
terminal-nothing-asked = Di algo después de `ask`, por ejemplo "/imagine un zorro rojo en la nieve".

### Captions
terminal-stopped = Detenido por { $name }.

### A session
terminal-welcome = Háblame, o escribe / para ver los comandos. /help dice más.
terminal-toolbar = Tab completa · Alt-Intro empieza otra línea · Ctrl-C detiene una respuesta · Ctrl-D sale
terminal-help = Además de los comandos: @imagen.png añade un archivo a lo que dices, y :1 pulsa el primer botón de la última respuesta. /record graba lo que dices.
terminal-recording = Grabando. Intro la envía, Ctrl-C la descarta.
terminal-recording-discarded = La grabación se ha descartado.
terminal-no-recorder = Aquí no puedo grabar: instala arecord (alsa-utils), parecord o ffmpeg, o dame un archivo con @voz.ogg.
terminal-no-recording = No se ha grabado nada. Comprueba que haya un micrófono conectado y que este programa pueda usarlo.
terminal-no-button = Ahora no hay ningún botón { $number }. Los números están debajo de la última respuesta.
