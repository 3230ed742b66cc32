## The settings of the web room, which a browser keeps.

web-page-skip = Skip to the message line
web-page-settings = Settings
web-page-theme = Theme
web-page-theme-system = System
web-page-theme-light = Light
web-page-theme-dark = Dark
web-page-size = Text size
web-page-size-small = Small
web-page-size-normal = Normal
web-page-size-large = Large
web-page-size-larger = Larger
web-page-notifications = Notifications
web-page-notifications-mine = Tell me when my answer is ready
web-page-notifications-denied = The browser blocks notifications of this page. Allow them in its settings for this page.
web-page-title-unread = ({ $count }) { $title }
web-page-shortcuts = Keyboard shortcuts
web-page-shortcut-send = Send the message
web-page-shortcut-break = Begin a new line
web-page-shortcut-recall = Bring back an earlier message
web-page-shortcut-complete = Take the chosen completion
web-page-shortcut-dismiss = Close a list or a window
web-page-shortcut-sheet = Show these shortcuts
web-page-shortcut-line = Begin a command
web-page-shortcut-previous = Go to the previous reply
web-page-shortcut-next = Go to the next reply
