room-welcome = Willkommen im Raum, { $name }.
room-stopped = Angehalten von { $name }.
