# `/troubadour invite`
invite-link = Ce lien laisse entrer un navigateur sous le nom { $name }, une seule fois, dans les { $days } jours. Envoyez-le à cette seule personne : { $link }
invite-not-here = Il n’y a d’invitations que dans le salon web.
invite-open-room = Ce salon n’a pas de mot de passe : qui peut l’ouvrir y est déjà.
invite-no-name = Personne ne peut lire ce nom. Donnez-en un autre.
command-troubadour-invite = Inviter une personne dans ce salon par un lien
option-troubadour-invite-name = Le nom sous lequel elle entre
