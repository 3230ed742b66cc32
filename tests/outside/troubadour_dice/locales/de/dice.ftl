command-dice = Würfeln
dice-rolled = Der Würfel mit { $sides } Seiten zeigt { $number }.
