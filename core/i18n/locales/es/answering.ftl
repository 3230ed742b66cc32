# `/troubadour answering`
answering-is = { $where ->
    [everything] Aquí respondo a cada mensaje de una persona, salvo que mencione a otra o le responda.
    [threads] Cada mensaje de aquí que no sea para otra persona abre un hilo. Allí sigo sin menciones.
   *[mentions] Aquí solo respondo a los mensajes que me mencionan.
}
answering-not-here = Esto solo se puede elegir en los canales de Discord y Slack. Aquí respondo de todos modos a cada mensaje.
answering-thread-title = Pregunta de { $name }
discord-unheard = Discord no me muestra los mensajes que no me mencionan. Quien me opera puede activar Message Content Intent en el portal de desarrolladores, en Bot, y reiniciarme. Hasta entonces solo respondo a menciones.
discord-unheard-http = No recibo ningún mensaje de Discord, porque me ejecutan por HTTP. Solo respondo a comandos.
slack-unheard = Slack no me envía los mensajes de los canales, porque me falta el permiso { $scope }. Quien gestiona la aplicación puede imprimir de nuevo el manifiesto, pegarlo e instalar otra vez la aplicación. Hasta entonces solo respondo a menciones.
command-troubadour-answering = Elegir a qué respondo en este canal sin que me mencionen
option-troubadour-answering-where = Solo menciones, cada mensaje, o cada pregunta en su propio hilo
