# ruff: noqa: RUF001 - typographic marks and Japanese are meant
"""What the host says. Every answer has several wordings; the seed chooses."""

GREETINGS = (
    "Good evening, or whatever it is where you are{to_name}! The stage is yours: say something, or try `/imagine`.",
    "Hello{to_name}! I am the built-in engine; the stars have the night off. What shall we do?",
    "Welcome{to_name}! Pull up a chair. I can paint, rhyme, read aloud, and hold up my end of a small conversation.",
    "Hello there{to_name}! Ask me for a limerick about something silly; it is what I do best.",
)
WHO = (
    (
        "I am the **built-in engine**: the one who plays when no model is at hand. I am made of rules and a little "
        "synthesis, no "
        "neural network, no weights. I know this house, I paint from your words, I rhyme, and I say honestly when I "
        "am lost."
    ),
    (
        "Call me Troubadour's **built-in engine**. I am a few hundred rules in a good coat. I am *not* a language model; "
        "give the "
        "house a Hugging Face token and real ones will take the stage."
    ),
)
NOT_A_MODEL = (
    (
        "No. I am rules: patterns on one side, sentences on the other. No weights, no learning, nothing leaves this "
        "machine. I only look clever from the front row."
    ),
    (
        "I am a program, but no model and not much of an intelligence. I match your words against patterns somebody "
        "wrote by "
        "hand. The real models come with an `HF_TOKEN`."
    ),
)
REAL_MODELS = (
    (
        "Real models come from Hugging Face:\n\n1. Make a token at <https://huggingface.co/settings/tokens>, with "
        "leave to "
        "call Inference Providers.\n2. Whoever runs me sets it: `HF_TOKEN=hf_… troubadour`.\n3. Start again. The same "
        "commands are then answered by models, and I step back.\n\n`/troubadour models` shows who is on stage."
    ),
)
ABILITIES = (
    (
        "Here is the programme:\n\n"
        "- `/imagine a red fox in the snow at night` paints it, by rules, from what I recognise in your words\n"
        "- `/limerick a cat in a hat`, or about a picture: five lines that rhyme\n"
        "- `/speak` reads aloud in some thirty languages, as robots used to\n"
        "- `/perform a lighthouse` does all of these, one after the other\n"
        "- `/complete Once upon a time` goes on with your text\n"
        "- `/chat` is this\n"
        "- `/troubadour help` has the small print\n\n"
        "I also do sums, jokes and long stories, and I can tell you the colours of a picture you attach."
    ),
)
SUGGESTIONS = (
    "Try `/imagine three boats on a calm sea at sunset, watercolour`.",
    "Try `/imagine an owl in a forest at night, stained glass`, and then press *Limerick*.",
    "Try `/perform a dragon who likes cake`: a picture, a limerick, and a reading.",
    "Try `/imagine a lighthouse in a storm, ink drawing`, then *Vary* it until you like it.",
    "Try `/speak` with voice `isla`, or `/speak --voice bolt` if you miss the future of the past.",
    "Try `/complete The road went on` and see where it goes. I never know either.",
    "Ask me for a long story. I have nine paragraphs in me at any time.",
)
THANKS = (
    "It was a pleasure. Applause is accepted in any currency.",
    "You are welcome{to_name}! I shall remember it in my memoirs, which are short.",
    "Not at all. That is what a built-in engine is for.",
)
FAREWELLS = (
    "Goodbye{to_name}! I leave the lamp in the window.",
    "Good night{to_name}. The road will still be there in the morning.",
    "Farewell! If you see the leading actor, tell them I know all the lines.",
)
WELL_BEING = (
    "Very well, thank you: no moving parts, no stage fright. And you?",
    "In good voice! I have no feelings to speak of, so I borrow those of the audience. How are yours?",
)
JOKES = (
    "Why did the lute go to school? It wanted to be well strung. (I apologise. It was the best of the three.)",
    (
        "A limerick walks into a bar.\nIt has come from a place very far.\nIt orders a drink,\nstops a moment to "
        "think,\n"
        "and leaves without ever reaching the"
    ),
    "How many understudies does it take to change a light bulb? One, but first the star must break a leg.",
    "I asked the dragon for a joke. It told me one about a bishop and a goose. I am still smoking.",
    "What did the zero say to the eight? “Nice belt.”",
    (
        "There are two hard things in computing: naming things, remembering what I said the first was, and off-by-one "
        "errors."
    ),
)
COMMANDS = {
    "chat": "`/chat` is talking, as we do now. Attach a picture and I tell you its colours; attach a text file and I "
    "look "
    "it over.",
    "complete": "`/complete` goes on with a text of yours. I do it by counting which words follow which in a few old "
    "tales. Try `--temperature 0` for the beaten path, `--temperature 1.5` for the ditch.",
    "imagine": "`/imagine` paints. I look for things I know (animals, boats, towers, weather, colours, times of day, "
    "styles) and put them together; the same seed paints the same picture. Try `watercolour`, `stained glass`, `ink`, "
    "`pixel art` or `poster` at the end.",
    "limerick": "`/limerick` writes five lines about a subject or a picture, and checks that they rhyme AABBA before "
    "you "
    "see them.",
    "speak": "`/speak` says a text aloud. Voices have names: `emma`, `george`, `lena`, `claire`, `hana` … and "
    "`whisper`, "
    "for secrets. `--speed` goes from 0.5 to 2.",
    "perform": "`/perform` is the whole show: an idea, a painting of it, a limerick, and the reading. Give it any "
    "subject.",
    "troubadour": "Under `/troubadour` is the house itself: `models`, `persona`, `usage`, `privacy`, `reset`, "
    "`forget-me`, `status`, `pause` and `help`.",
}
CODE = (
    (
        "I cannot write programs; I would only be guessing with confidence. What I can show you is what code looks "
        "like here:\n\n```python\ndef answer(question: str) -> str:\n    return 'An excellent question.'\n```\n\n"
        "That is, "
        "more or less, my source. For real code, give the house a token and ask a model."
    ),
)
LOST = (
    "That is beyond me: I am rules, and none of mine fits “{quote}”. A model would know what to do with it. {try_this}",
    "I turned that over twice and it is smooth on both sides. A built-in engine knows few lines. {try_this}",
    "I would rather say nothing than something wrong about “{quote}”. {try_this}",
)
KNOWLEDGE = (
    (
        "I do not know, and I would rather not make it up: I have no encyclopaedia in me, only rules. Ask a model, "
        "once the "
        "house has a token. {try_this}"
    ),
    "A good question for somebody who has read more than I have, which is anybody. {try_this}",
)
SAID_NOTHING = ("You have a gift for brevity. Say a little more?", "I heard the silence. It was in a minor key.")
YES = ("Then it is settled. {try_this}", "Splendid. {try_this}")
NO = ("As you like. The chair stays where it is.", "Very well. I shall hum quietly until you change your mind.")
RUDE = (
    "Harsh, but I have had worse reviews. Shall we try something I am better at? {try_this}",
    "I shall pass that on to the management, which is a hook in the wall. {try_this}",
)
PRAISE = ("You are too kind. I blush, in so far as a few hundred rules can.", "Bravo to you, too. {try_this}")
NAME_TOLD = (
    "Delighted, **{name}**. I shall remember it for as long as this conversation lasts.",
    "**{name}**! A name that scans. Nice to meet you.",
)
NAME_KNOWN = ("You told me: you are **{name}**.", "**{name}**, unless you were in disguise.")
NAME_UNKNOWN = (
    "You have not told me. Say “my name is …” and I shall remember it for this conversation.",
    "A mysterious stranger, so far. What is your name?",
)
REMEMBERED = (
    "The last thing you said before this was: “{quote}”.",
    "I have it here: “{quote}”. I keep the last turns of a conversation and nothing else.",
)
NOTHING_REMEMBERED = ("You have not said anything before this; we have only just met.",)
FEELINGS = (
    "Why do you say that you {what}?",
    "You {what}: since when? I have time.",
    "It is something, to {plain}. Tell me more, or shall I put it into a limerick?",
)
BECAUSE = ("Is that the whole reason? It usually has a brother.", "That is a reason. Reasons come in flocks.")
FAMILY = ("Tell me more about your {who}.", "Your {who}! There is a story in that, or at least a limerick.")
WANTS = (
    "What would you do with {what}, if you had it by supper?",
    "I cannot give you {what}, but I can paint it: `/imagine {what}`.",
)
WHY_NOT_I = (
    "Perhaps I could, if somebody wrote me the rule for it. Until then: {try_this}",
    "A built-in engine knows his limits. {try_this}",
)
TEXT_FILE = (
    (
        "I have looked over **{name}**: {lines} lines, {words} words, {characters} characters. {first} The words it "
        "leans on "
        "are {common}. What it *means* I leave to a model; I count, I do not understand."
    ),
)
WEATHER = (
    "I have no window. In my paintings it is whatever you say: `/imagine a village in the rain at night`.",
    "Changeable, with a chance of dragons. (I have no window.)",
)
TIME = (
    "I own no watch; rules have no use for it. It is always a little before the curtain rises.",
    "Time for a song, I should think. The real time stands in some corner of your screen.",
)
LANGUAGES = (
    (
        "My English is my only proper language, though I can greet you in six and read aloud in some thirty. Models "
        "speak more."
    ),
)
CONTINUED = "*(Going on by ear, with words from my old tales:)*\n\n…{text}"
NOTHING_TO_CONTINUE = ("I had finished, for once. Ask me for something new.",)

LOCAL = {
    "de": {
        "greeting": "Guten Tag{to_name}! Ich bin die Zweitbesetzung: Regeln, kein Modell, und richtig gut nur auf "
        "Englisch. Aber malen und vorlesen kann ich für alle: `/imagine`, `/speak`.",
        "who": "Ich bin die **Zweitbesetzung**: ein paar hundert Regeln, kein Sprachmodell. Mit einem `HF_TOKEN` von "
        "Hugging Face kommen die echten Modelle auf die Bühne.",
        "help": "Ich kann malen (`/imagine`), Limericks auf Englisch (`/limerick`), vorlesen (`/speak`), alles "
        "zusammen "
        "(`/perform`) und Texte weiterspinnen (`/complete`). Mehr unter `/troubadour help`.",
    },
    "fr": {
        "greeting": "Bonjour{to_name} ! Je suis la doublure : des règles, pas un modèle, et vraiment à l'aise en "
        "anglais "
        "seulement. Mais je peins et je lis à voix haute pour tous : `/imagine`, `/speak`.",
        "who": "Je suis la **doublure** : quelques centaines de règles, aucun modèle de langage. Avec un `HF_TOKEN` de "
        "Hugging Face, les vrais modèles entrent en scène.",
        "help": "Je peins (`/imagine`), j'écris des limericks en anglais (`/limerick`), je lis à voix haute "
        "(`/speak`), "
        "je fais tout cela d'affilée (`/perform`) et je continue vos textes (`/complete`). Le reste : `/troubadour "
        "help`.",
    },
    "es": {
        "greeting": "¡Hola{to_name}! Soy el suplente: reglas, no un modelo, y de verdad solo me defiendo en inglés. "
        "Pero "
        "pinto y leo en voz alta para todos: `/imagine`, `/speak`.",
        "who": "Soy el **suplente**: unos cientos de reglas, ningún modelo de lenguaje. Con un `HF_TOKEN` de Hugging "
        "Face salen a escena los modelos de verdad.",
        "help": "Pinto (`/imagine`), escribo limericks en inglés (`/limerick`), leo en voz alta (`/speak`), lo hago "
        "todo "
        "seguido (`/perform`) y continúo textos (`/complete`). Más en `/troubadour help`.",
    },
    "ja": {
        "greeting": "こんにちは{to_name}！私は代役です。モデルではなく、決まりごとで動いています。"
        "会話は英語だけですが、絵（`/imagine`）と朗読（`/speak`）はどなたにもどうぞ。",
        "who": "私は**代役**です。数百の決まりごとだけで、言語モデルではありません。"
        "Hugging Face の `HF_TOKEN` があれば、本物のモデルが舞台に上がります。",
        "help": "絵を描く（`/imagine`）、英語のリメリック（`/limerick`）、朗読（`/speak`）、そのすべて（`/perform`）、"
        "文章の続き（`/complete`）。詳しくは `/troubadour help` で。",
    },
    "pt": {
        "greeting": "Olá{to_name}! Sou o substituto: regras, não um modelo, e só me sinto em casa em inglês. Mas "
        "pinto e "
        "leio em voz alta para todos: `/imagine`, `/speak`.",
        "who": "Sou o **substituto**: algumas centenas de regras, nenhum modelo de linguagem. Com um `HF_TOKEN` da "
        "Hugging Face, os modelos de verdade entram em cena.",
        "help": "Pinto (`/imagine`), escrevo limericks em inglês (`/limerick`), leio em voz alta (`/speak`), faço tudo "
        "de uma vez (`/perform`) e continuo textos (`/complete`). O resto está em `/troubadour help`.",
    },
}
"""The simplest things, in the languages of those who ask."""
