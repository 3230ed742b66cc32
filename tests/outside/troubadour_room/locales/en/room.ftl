room-welcome = Welcome to the room, { $name }.
