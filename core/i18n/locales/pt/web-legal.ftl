# The pages /privacy and /terms of the web room
legal-privacy = Privacidade
legal-terms = Termos de uso
legal-operator = { $operator } opera este bot e é responsável por ele. Contato: { $contact }
legal-kept = O que é guardado
legal-receivers = Quem vê
legal-deletion = Como é apagado
legal-cookie = A sala web guarda um único cookie, que diz a ela quem você é. Ele não segue ninguém.
legal-platforms = O que você escreve no Discord ou no Slack também fica lá, segundo os termos deles.
legal-rights = Você pode perguntar o que é guardado sobre você e pedir que seja corrigido ou apagado: { $contact }
legal-use = Você pode usar este bot onde tiver sido admitido, dentro dos limites que ele indica. Quem o opera pode alterá-lo, limitá-lo, pausá-lo ou encerrá-lo, e excluir pessoas.
legal-answers = Modelos escrevem, desenham e falam as respostas. Elas podem estar erradas, ser inadequadas ou parecer obra de outros. Confira o que importa. Elas não são aconselhamento jurídico, médico ou financeiro.
legal-forbidden = Não use o bot para violar a lei, assediar ou enganar alguém, criar imagens ou textos que prejudiquem outros, nem para contornar seus limites. Não dê a ele nada que você não possa repassar.
legal-others = A plataforma em que você usa o bot, os modelos e seus provedores têm seus próprios termos.
legal-texts = O que você escreve continua seu. Não se reivindica nenhum direito sobre as respostas.
legal-warranty = O bot é oferecido como está, sem garantia. Na medida em que a lei permite, quem o opera não responde por danos decorrentes do seu uso.
