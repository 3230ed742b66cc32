## Moderation: refused content, blocks, reports, how answers appear, and the messages of a thread.

denied-prompt = Something in this is not allowed here. Use other words.
denied-answer = Something in this is not allowed here, so I left it out.

blocked-here = An administrator of this place has asked me not to answer you.
block-done = I do not answer { $name } here any more.
block-lifted = I answer { $name } here again.
block-was-not = { $name } was not blocked here.
block-nobody = Nobody is blocked here.
block-list = **Blocked here**
block-one = • { $name }
block-yourself = You cannot block yourself. Name somebody else.
person-unclear = I cannot tell who “{ $given }” is. Mention somebody, or give their id.

report-thanks = Thank you. I have told the operator.
report-unknown = This is not one of my answers here, or it is too old for me to know it.
report-alert = { $name } reported my answer to { $command }: “{ $reason }” · { $link }
report-alert-unlinked = { $name } reported my answer to { $command }: “{ $reason }”

showing-set =
    { $how ->
        [live] My answers appear as I write them.
        [calm] My answers appear as I write them, with few changes.
       *[final] My answers appear once, when they are done.
    }
showing-reset = The choice is reset. My answers appear as usual here.
showing-default = My answers appear as usual here.
showing-no-direct-messages = On this platform, late answers cannot be sent in direct messages.
showing-late-direct =
    { $direct ->
        [yes] If an answer is too late for its place, I send it to you in a direct message.
       *[no] I send you no direct messages of my own accord.
    }

showing-spoken =
    { $spoken ->
        [always] I speak all my answers to you aloud as well.
        [when-i-speak] I also speak the answer aloud when your question is a recording.
       *[never] I do not speak my answers aloud, unless you press Speak.
    }
showing-edits =
    { $edits ->
        [yes] If you edit a question within 15 minutes, I answer it again in the same reply. Each answer is charged.
       *[no] If you edit a question, my answer stays.
    }

thread-cut =
    { $count ->
        [one] I read only the last message of this thread
       *[other] I read only the last { $count } messages of this thread
    }
thread-unreadable =
    { $count ->
        [one] I could not read { $count } message of this thread
       *[other] I could not read { $count } messages of this thread
    }
thread-cut-root = I read only the first and the last { $count } messages of this thread
thread-broken-off = I could read only { $count } messages of this thread, not the newest
