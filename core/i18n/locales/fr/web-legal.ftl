# The pages /privacy and /terms of the web room
legal-privacy = Confidentialité
legal-terms = Conditions d’utilisation
legal-operator = { $operator } exploite ce bot et en est responsable. Contact : { $contact }
legal-kept = Ce qui est conservé
legal-receivers = Qui le voit
legal-deletion = Comment c’est supprimé
legal-cookie = Le salon web dépose un seul cookie, qui lui permet de vous reconnaître. Il ne suit personne.
legal-platforms = Ce que vous écrivez sur Discord ou Slack s’y trouve aussi, selon leurs propres conditions.
legal-rights = Vous pouvez demander ce qui est conservé à votre sujet, et le faire corriger ou supprimer : { $contact }
legal-use = Vous pouvez utiliser ce bot là où l’on vous a admis, dans les limites qu’il indique. L’exploitant peut le modifier, le limiter, le suspendre ou l’arrêter, et exclure des personnes.
legal-answers = Des modèles écrivent, dessinent et disent les réponses. Elles peuvent être fausses, déplacées ou ressembler à l’œuvre d’autrui. Vérifiez ce qui compte. Elles ne remplacent pas un conseil juridique, médical ou financier.
legal-forbidden = N’utilisez pas le bot pour enfreindre la loi, harceler ou tromper quelqu’un, produire des images ou des textes qui nuisent à autrui, ni pour contourner ses limites. Ne lui confiez rien que vous n’ayez le droit de transmettre.
legal-others = La plateforme où vous utilisez le bot, les modèles et leurs fournisseurs ont leurs propres conditions.
legal-texts = Ce que vous écrivez reste à vous. L’exploitant ne revendique aucun droit sur les réponses.
legal-warranty = Le bot est proposé tel quel, sans garantie. Dans la mesure où la loi le permet, l’exploitant ne répond pas des dommages liés à son utilisation.
