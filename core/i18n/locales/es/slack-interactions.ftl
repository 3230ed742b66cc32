## Forms and App Home on Slack, and the people that the bot does not answer there.

slack-form-send = Enviar
slack-form-cancel = Cancelar
slack-form-close = Cerrar
slack-form-late = He tardado demasiado en mostrarte el formulario. Ábrelo con este botón.
slack-feedback-thanks = Gracias, queda anotado.
slack-feedback-why = Gracias, queda anotado. Si quieres, cuéntale a quien me administra qué estaba mal.
slack-say-why = Decir qué estaba mal
slack-guests = No respondo a los invitados de este espacio de trabajo; quien me administra puede permitirlo.
slack-strangers = Solo respondo a personas del espacio de trabajo al que me añadieron; quien me administra puede permitir a otras.
slack-unknown-person = No consigo saber quién eres aquí, así que no puedo responder. Inténtalo de nuevo en un momento; si sigue igual, quien me administra debe darme el permiso users:read.
slack-not-installed = Ya no estoy instalado en este espacio de trabajo. Quien me añadió puede volver a hacerlo.
slack-no-such-shortcut = Ya no conozco este atajo. Quien me administra puede actualizar la configuración de la aplicación en Slack.

slack-prompt-talk = Hablar
slack-prompt-talk-text = ¿Qué sabes hacer?
slack-prompt-paint = Pintar una imagen
slack-prompt-paint-text = !imagine un faro en la tormenta, óleo sobre lienzo
slack-prompt-limerick = Escribir un limerick
slack-prompt-limerick-text = !limerick un farero que teme la oscuridad
slack-prompt-help = Todos los comandos
slack-prompt-help-text = help

slack-home-how = Habla conmigo aquí, mencióname en un canal o usa estos comandos. En mensajes e hilos escribe ! en vez de /, como en `!imagine un zorro`:
slack-home-left = Tus límites
slack-home-models = Tus modelos
slack-home-model = { $task }: { $model }
slack-home-no-models = No has elegido ninguno; se usan los de quien me administra. { $command } los muestra y los cambia.
slack-home-privacy = Privacidad
slack-home-privacy-how = { $command } dice qué se guarda y cuánto tiempo, y { $forget } lo borra.
slack-home-missed = ¿Qué me he perdido?
slack-ask-what = Qué hacer
slack-ask-question = Tu pregunta sobre este mensaje
slack-ask-answer = Responder a mi pregunta
