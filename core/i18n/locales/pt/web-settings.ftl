## As configurações da sala, que o navegador guarda

web-page-skip = Ir para a linha de mensagem
web-page-settings = Configurações
web-page-theme = Tema
web-page-theme-system = Sistema
web-page-theme-light = Claro
web-page-theme-dark = Escuro
web-page-size = Tamanho do texto
web-page-size-small = Pequeno
web-page-size-normal = Normal
web-page-size-large = Grande
web-page-size-larger = Maior
web-page-notifications = Notificações
web-page-notifications-mine = Avise quando minha resposta estiver pronta
web-page-notifications-denied = O navegador bloqueia as notificações desta página. Permita-as nas configurações dele para esta página.
web-page-title-unread = ({ $count }) { $title }
web-page-shortcuts = Atalhos de teclado
web-page-shortcut-send = Enviar a mensagem
web-page-shortcut-break = Começar uma nova linha
web-page-shortcut-recall = Recuperar uma mensagem anterior
web-page-shortcut-complete = Aceitar a sugestão escolhida
web-page-shortcut-dismiss = Fechar uma lista ou uma janela
web-page-shortcut-sheet = Mostrar estes atalhos
web-page-shortcut-line = Começar um comando
web-page-shortcut-previous = Ir para a resposta anterior
web-page-shortcut-next = Ir para a próxima resposta
