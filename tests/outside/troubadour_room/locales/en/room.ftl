room-welcome = Welcome to the room, { $name }.
room-stopped = Stopped by { $name }.
