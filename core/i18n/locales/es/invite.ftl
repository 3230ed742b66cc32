# `/troubadour invite`
invite-link = Este enlace deja entrar a un navegador como { $name }, una sola vez, en un plazo de { $days } días. Envíaselo solo a esa persona: { $link }
invite-not-here = Solo hay invitaciones en la sala web.
invite-open-room = Esta sala no tiene contraseña: quien puede abrirla ya está dentro.
invite-no-name = Nadie puede leer este nombre. Escribe otro.
command-troubadour-invite = Invitar a una persona a esta sala con un enlace
option-troubadour-invite-name = El nombre con el que entra
