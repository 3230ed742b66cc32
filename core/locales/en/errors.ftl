## What can go wrong, whatever the command.

no-such-command = There is no command { $name }. Known commands: { $known }.
