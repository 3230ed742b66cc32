room-welcome = Willkommen im Raum, { $name }.
