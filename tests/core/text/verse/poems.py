"""Limericks, and texts that are not. Edward Lear's are from A Book of Nonsense (1846, 1861), in the public domain."""

LIMERICKS = {
    "lear, beard": """There was an Old Man with a beard,
Who said, "It is just as I feared!
Two Owls and a Hen,
Four Larks and a Wren,
Have all built their nests in my beard!\"""",
    "lear, Peru": """There was an Old Man of Peru,
Who watched his wife making a stew;
But once by mistake,
In a stove she did bake
That unfortunate Man of Peru.""",
    "lear, Ischia": """There was an Old Person of Ischia,
Whose conduct grew friskier and friskier;
He danced hornpipes and jigs,
And ate thousands of figs,
That lively Old Person of Ischia.""",
    "lear, chin": """There was a Young Lady whose chin
Resembled the point of a pin;
So she had it made sharp,
And purchased a harp,
And played several tunes with her chin.""",
    "lear, nose": """There was an Old Man with a nose,
Who said, "If you choose to suppose
That my nose is too long,
You are certainly wrong!"
That remarkable Man with a nose.""",
    "fox": """A fox in the fresh-fallen snow
Had nowhere in mind he could go,
So he sat on a log
And he waited for fog
With his tail in a neat little bow.""",
    "robot": """A robot who worked in a bar
Was fond of a silver guitar;
He would polish each string
And attempt to make it sing
Till they heard him from here to afar.""",
    "Nantucket": """1. A painter who came from Nantucket
2. Kept all of her blues in a bucket;
3. When asked for some red
4. She shook her grey head
5. And swept out the chimney and struck it.""",
    "over words": """**A tailor who heard quite a clatter**
**Saw a duck, so he threw his hat at her;**

_She swam far away_
_And came back the next day_
> With the hat on a big silver platter""",
    "an unknown name": """There once was a cat called Zoofle
Who lived on a diet of truffle;
She grew very round,
Made a rumbling sound,
And rolled down the hill with a scuffle.""",
}

OTHERS = {
    "prose": "It rained.\nWe stayed at home and read.\nNobody came to visit us.\nThe kettle sang.\nThen it was night.",
    "haiku": "An old silent pond\nA frog jumps into the pond\nSplash! Silence again",
    "quatrain": "Tyger Tyger, burning bright,\nIn the forests of the night;\nWhat immortal hand or eye,\n"
    "Could frame thy fearful symmetry?",
    "alternating": "A fox in the fresh-fallen snow\nWas waiting alone on a log;\nHe had nowhere in mind he could go\n"
    "Till he vanished away in the fog,\nAnd nobody ever will know.",
    "one rhyme": "A fox in the fresh-fallen snow\nHad nowhere in mind he could go;\n"
    "His feet were so slow,\nThe sun was so low,\nHe sat and awaited a crow.",
    "long lines in the middle": "A fox in the snow\nHad nowhere to go,\nSo he sat for a while on a log by the lake\n"
    "And he waited for somebody else to awake\nAnd nobody ever will know.",
    "lines alike": "A fox out in the snow\nHad nowhere he could go,\nSo he sat for a while by the lake\n"
    "For he wanted to stay wide awake\nAnd nobody will know.",
    "too long": "There was an extraordinarily talkative gentleman living in Peru\nWho watched his wife making a stew;\n"
    "But once by mistake,\nIn a stove she did bake\nThat unfortunate Man of Peru.",
    "same word": "A fox in the fresh-fallen snow\nWas looking at nothing but snow,\n"
    "So he sat on a log\nAnd he waited for fog\nAnd nobody ever will know.",
    "gibberish": "Zxq bvrt wplk zxq bvrt wplk zxq qqz\nMnbv cxz lkjh gfds poiu ytre wqx\n"
    "Qwrt zxcv bnmz wrtl\nPlkj hgfd szxc vbnq\nTrwq plkj hgfd szxc vbnm qwrt zzxy",
}
