"""Long stories from a small grammar of people, places, wishes and troubles; the seed chooses."""

import random
import re

_SYMBOL = re.compile(r"#(\w+)#")

GRAMMAR: dict[str, tuple[str, ...]] = {
    "opening": (
        "In #place#, where #custom#, there lived #hero# who wanted nothing in the world but #want#.",
        "Nobody in #place# could remember a day without #oddity#, least of all #hero#, who was looking for #want#.",
        "It is said in #place# that #custom#. #Hero# did not believe it, and that is how this story begins.",
    ),
    "custom": (
        "the clocks strike whenever they feel like it",
        "every door is painted a different blue",
        "it rains upwards on Thursdays",
        "letters are delivered by geese",
        "people lend each other their shadows in summer",
        "all bread is baked in the shape of a question",
    ),
    "oddity": ("fog in the kitchens", "a distant accordion", "the smell of oranges", "an argument about a bridge"),
    "setting_out": (
        "So one morning {name} packed #luggage# and set out. The road led #way#, and {name} followed it.",
        '"I shall be back by supper," said {name}, and took #luggage#, and was not back by supper.',
        "The neighbours shook their heads. {name} packed #luggage#, kissed the cat, and went #way#.",
    ),
    "luggage": (
        "a lantern, two apples and a very small umbrella", "a map of somewhere else", "nine yards of string",
        "a kettle and no tea", "one good boot and one excellent boot",
    ),
    "way": (
        "over the hill with the crooked pine", "down to the river and along it", "through the wood that hums",
        "past the last lamp of the last street", "straight across the frozen lake",
    ),
    "meeting": (
        ('By #landmark# sat #stranger#. "You are late," said the stranger. "For what?" asked {name}. "How should I '
        'know?" said the stranger. "I only keep the time."'),
        ("Near #landmark# the way was barred by #stranger#, who wished to be told a secret. {name} thought for a while "
        'and said: "#secret#" This was accepted.'),
        ('Under #landmark# there was a table laid for two, and at the table #stranger# who said: "Sit down, the '
        'soup is nervous." They ate in silence. The soup calmed down.'),
        ("It was at #landmark# that {name} met #stranger#. They did not like each other, so they were very polite, and "
        "after an hour of being polite they found that they were friends."),
    ),
    "landmark": (
        "a milestone without a number", "an apple tree in the wrong season", "the ruin of a lighthouse, far inland",
        "a well that answered questions about cheese", "a staircase that went up and stopped",
    ),
    "stranger": (
        "a heron in a waistcoat", "a retired dragon", "a clockmaker with no clock", "a girl who was mending the wind",
        "a fox with ink on its paws", "two owls who shared one pair of spectacles", "a robot collecting echoes",
    ),
    "secret": (
        "I have never liked my hat.", "I count the stairs, and I always get it wrong.", "I am homesick at home.",
        "I once sang to a whale and it fell asleep.",
    ),
    "trouble": (
        ("Then the weather changed. #weather#. {name} crept under the umbrella with the string and the apples, and "
        "sang a little to keep the dark at its distance, and the dark, which likes music, came closer to listen."),
        ("But the bridge had gone. It had left a note, which said: *Back soon.* {name} sat down on the bank and waited "
        "for the bridge. #weather#. Toward evening it came home, a little ashamed, and lay down across the water."),
        ('At the border stood a guard who asked what {name} had to declare. "Nothing but hope," said {name}. "How '
        'much of it?" asked the guard, and took out the scales. It weighed more than either of them had expected.'),
        ("That night somebody stole the road. In the morning there was only grass, in every direction, as if nobody "
            "had "
        "ever gone anywhere. {name} walked on all the same, and where {name} walked there was a road again."),
    ),
    "weather": (
        "It snowed from below", "The clouds came down to drink", "The wind tried on everybody's clothes",
        "A fog rolled in and asked for directions", "The rain fell in whole sentences",
    ),
    "finding": (
        ("And there, on the far side of it all, was #want#. It was smaller than {name} had thought, and it was looking "
        "the other way."),
        ("On the seventh day {name} came to a door, and behind the door was a room, and in the room was #want#, with a "
        "label on it that said: *Not for sale, but you may ask.*"),
        ("{name} had quite stopped looking when the thing itself, #want#, came round a corner and trod on {name}'s "
        "foot."),
    ),
    "closing": (
        ("{name} carried it home by the long way. It is in #place# still, on the windowsill, and if you come in the "
        "evening you may look at it, as long as you bring your own chair."),
        ("They talked until the lamp went out. Then {name} left it where it was, because it was happy there, and went "
        "home, and wanted something else, which is another story."),
        ("Whether {name} ever came home to #place# is not known. But there is a light on the hill now, and on quiet "
        "nights you can hear somebody laughing at a joke about soup."),
    ),
    "place": (
        "the town of Little Wend", "the harbour of Saltby", "the village of Upper Nod", "the city of Nine Bells",
        "the valley of Slow",
    ),
    "hero": (
        "a tailor called {name}", "a lamplighter by the name of {name}", "an apprentice baker whose name was {name}",
        "a librarian called {name}", "a ferryman's child named {name}",
    ),
    "want": (
        "a bell that rang blue", "the other half of a song", "a map of yesterday", "an egg that hummed at night",
        "the last word of an old quarrel", "a key that fitted the sea",
    ),
}  # fmt: skip
_NAMES = ("Odile", "Bartholomew", "Wim", "Philippa", "Tamsin", "Anselm", "Ysolde", "Crispin", "Marguerite", "Jory")
_PLAN = ("opening", "setting_out", "meeting", "trouble", "meeting", "trouble", "meeting", "finding", "closing")


def story(chance: random.Random, about: str = "") -> str:
    """About nine paragraphs. `about` is the object of the hero's search, if given."""
    name = chance.choice(_NAMES)
    fixed = {"want": about or chance.choice(GRAMMAR["want"]), "place": chance.choice(GRAMMAR["place"])}
    left: dict[str, list[str]] = {}
    title = f"**{name} and {fixed['want']}**"
    # The name goes in before the reader's own words, so that braces in these stay unchanged.
    paragraphs = [_told(symbol, fixed, left, chance, name) for symbol in _PLAN]
    return "\n\n".join([title, *paragraphs])


def _told(symbol: str, fixed: dict[str, str], left: dict[str, list[str]], chance: random.Random, name: str) -> str:
    def dealt(found: "re.Match[str]") -> str:
        wanted = found.group(1)
        text = fixed.get(wanted.lower()) or _told(wanted.lower(), fixed, left, chance, name)
        return text[:1].upper() + text[1:] if wanted[0].isupper() else text

    # Each rule is dealt once before any of its kind comes again.
    cards = left.setdefault(symbol, [])
    if not cards:
        cards.extend(chance.sample(GRAMMAR[symbol], len(GRAMMAR[symbol])))
    return _SYMBOL.sub(dealt, cards.pop().replace("{name}", name))
