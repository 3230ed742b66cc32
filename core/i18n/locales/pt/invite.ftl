# `/troubadour invite`
invite-link = Este link deixa entrar um navegador como { $name }, uma única vez, em até { $days } dias. Envie-o só a essa pessoa: { $link }
invite-not-here = Só há convites na sala web.
invite-open-room = Esta sala não tem senha: quem consegue abri-la já está dentro.
invite-no-name = Ninguém consegue ler este nome. Dê outro.
command-troubadour-invite = Convidar uma pessoa para esta sala com um link
option-troubadour-invite-name = O nome com que ela entra
