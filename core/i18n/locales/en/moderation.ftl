## What keeps a shared bot decent: refusals, blocks, reports, and what is read of a thread.

denied-prompt = There is something in this that I may not take up here. Put it in other words.
denied-answer = Something in this was not fit to be shown here; I left it out.

blocked-here = An administrator of this place has asked me not to answer you.
block-done = I do not answer { $name } here any more.
block-lifted = I answer { $name } here again.
block-was-not = { $name } was not blocked here.
block-nobody = Nobody is blocked here.
block-list = **Blocked here**
block-one = • { $name }
block-yourself = You would block yourself. Name somebody else.
person-unclear = I cannot tell who “{ $given }” is. Mention somebody, or give their id.

report-thanks = Thank you. Whoever runs me has been told.
report-unknown = That is none of my answers here, or it is too old for me to know it.
report-alert = { $name } reported my answer to { $command } in { $place }: “{ $reason }” · { $link } · job { $job }

showing-set =
    { $how ->
        [live] My answers appear as they grow.
        [calm] My answers appear as they grow, with few changes.
       *[final] My answers appear once, when they are done.
    }
showing-reset = What was chosen is forgotten; my answers appear as is usual here.
showing-default = My answers appear as is usual here.
showing-late-direct =
    { $direct ->
        [yes] What comes too late for its place is sent to you directly.
       *[no] I do not write to you directly of my own accord.
    }

thread-cut =
    { $count ->
        [one] I read the last message of this thread; there are earlier ones
       *[other] I read the last { $count } messages of this thread; there are earlier ones
    }
thread-unreadable =
    { $count ->
        [one] { $count } message of this thread is kept from me
       *[other] { $count } messages of this thread are kept from me
    }
