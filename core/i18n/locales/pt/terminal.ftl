## Sentences for the terminal only.

terminal-file-missing = Não há nenhum arquivo { $name }. Confira o nome e a pasta em que você está.
terminal-file-is-folder = { $name } é uma pasta. Indique um arquivo dentro dela.
terminal-file-unreadable = Não dá para ler { $name } ({ $reason }). Permita a leitura ou indique outro arquivo.
terminal-cannot-write = Não consigo escrever em { $folder } ({ $reason }). Escolha outra pasta com --out.
terminal-cannot-delete = Não foi possível apagar { $name } ({ $reason }).
terminal-nothing-asked = Diga algo depois de `ask`, por exemplo "/imagine uma raposa vermelha na neve".

### Captions
terminal-stopped = Parado por { $name }.

### A session
terminal-welcome = Converse comigo, ou digite / para ver os comandos. /help conta mais.
terminal-toolbar = Tab completa · Alt-Enter começa outra linha · Ctrl-C para uma resposta · Ctrl-D sai
terminal-help = Além dos comandos: @imagem.png junta um arquivo ao que você diz, e :1 aperta o primeiro botão da última resposta. /record grava o que você diz.
terminal-recording = Gravando. Enter envia, Ctrl-C descarta.
terminal-recording-discarded = A gravação foi descartada.
terminal-no-recorder = Não consigo gravar aqui: instale arecord (alsa-utils), parecord ou ffmpeg, ou me dê um arquivo com @voz.ogg.
terminal-no-recording = Nada foi gravado. Verifique se há um microfone conectado e se este programa pode usá-lo.
terminal-no-button = Não há botão { $number } agora. Os números ficam embaixo da última resposta.
