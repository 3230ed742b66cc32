# `/troubadour invite`
invite-link = This link lets one browser in as { $name }, once, within { $days } days. Send it to that person alone: { $link }
invite-not-here = Invitations exist in the web room only.
invite-open-room = This room has no password: everybody who can open it is in already.
invite-no-name = Nobody can read this name. Give another one.
