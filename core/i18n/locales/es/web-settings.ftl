## Los ajustes de la sala, que guarda el navegador

web-page-skip = Ir a la línea de mensajes
web-page-settings = Ajustes
web-page-theme = Tema
web-page-theme-system = Sistema
web-page-theme-light = Claro
web-page-theme-dark = Oscuro
web-page-size = Tamaño del texto
web-page-size-small = Pequeño
web-page-size-normal = Normal
web-page-size-large = Grande
web-page-size-larger = Más grande
web-page-notifications = Notificaciones
web-page-notifications-mine = Avísame cuando mi respuesta esté lista
web-page-notifications-denied = El navegador bloquea las notificaciones de esta página. Permítelas en sus ajustes para esta página.
web-page-title-unread = ({ $count }) { $title }
web-page-shortcuts = Atajos de teclado
web-page-shortcut-send = Enviar el mensaje
web-page-shortcut-break = Empezar una línea nueva
web-page-shortcut-recall = Recuperar un mensaje anterior
web-page-shortcut-complete = Aceptar la sugerencia elegida
web-page-shortcut-dismiss = Cerrar una lista o una ventana
web-page-shortcut-sheet = Mostrar estos atajos
web-page-shortcut-line = Empezar un comando
web-page-shortcut-previous = Ir a la respuesta anterior
web-page-shortcut-next = Ir a la respuesta siguiente
