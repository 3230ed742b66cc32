# The pages /privacy and /terms of the web room
legal-privacy = Privacidad
legal-terms = Condiciones de uso
legal-operator = { $operator } gestiona este bot y es responsable de él. Contacto: { $contact }
legal-kept = Qué se guarda
legal-receivers = Quién lo ve
legal-deletion = Cómo se borra
legal-cookie = La sala web guarda una sola cookie, que le dice quién eres. No sigue a nadie.
legal-platforms = Lo que escribes en Discord o Slack está también allí, según sus propias condiciones.
legal-rights = Puedes preguntar qué se guarda sobre ti y hacer que se corrija o se borre: { $contact }
legal-use = Puedes usar este bot donde te hayan dejado entrar, dentro de los límites que indica. Quien lo gestiona puede cambiarlo, limitarlo, pausarlo o cerrarlo, y excluir a personas.
legal-answers = Las respuestas las escriben, dibujan y dicen modelos. Pueden ser falsas, inadecuadas o parecerse a obras ajenas. Comprueba lo que importe. No son asesoramiento legal, médico ni financiero.
legal-forbidden = No uses el bot para infringir la ley, acosar o engañar a nadie, crear imágenes o textos que dañen a otros ni para saltarte sus límites. No le des nada que no puedas transmitir.
legal-others = La plataforma en la que usas el bot, los modelos y sus proveedores tienen sus propias condiciones.
legal-texts = Lo que escribes sigue siendo tuyo. No se reclama ningún derecho sobre las respuestas.
legal-warranty = El bot se ofrece tal cual, sin garantía. En la medida en que la ley lo permita, quien lo gestiona no responde de los daños derivados de su uso.
