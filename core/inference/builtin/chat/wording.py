# ruff: noqa: RUF001 - typographic marks and Japanese are meant
"""The chat's wordings. Every answer has several; the seed chooses."""

GREETINGS = (
    "Good evening, or whatever time it is where you are{to_name}! Say something, or try `/imagine`.",
    "Hello{to_name}! I am the built-in engine; no model is available right now. What shall we do?",
    "Welcome{to_name}! Pull up a chair. I can make pictures, rhyme, read aloud, and hold a small conversation.",
    "Hello there{to_name}! Ask me for a limerick about something silly; it is what I do best.",
)
WHO = (
    (
        "I am the **built-in engine**: I answer when no model is available. I am made of rules and a little synthesis: "
        "no neural network, no weights. I know the commands here, I make pictures from your words, I rhyme, and I say "
        "honestly when I am lost."
    ),
    (
        "I am Troubadour's **built-in engine**: a few hundred rules in a good coat. I am *not* a language model. "
        "With a token from Hugging Face, real models answer instead."
    ),
)
NOT_A_MODEL = (
    (
        "No. I am rules: patterns on one side, sentences on the other. No weights, no learning, and nothing leaves "
        "this machine. I only look clever from a distance."
    ),
    (
        "I am a program, but no model and not much of an intelligence. I match your words against patterns that "
        "somebody wrote by hand. Real models need an `HF_TOKEN`."
    ),
)
CONNECT = (
    "To let a model answer, the operator sets `HF_TOKEN` to a token of <https://huggingface.co/settings/tokens>, or "
    "names a server in `TROUBADOUR_CHAT_COMPLETION_MODELS`, such as "
    "`llama3.2:1b@http://127.0.0.1:11434/v1`, and starts again."
)
"""The two ways to connect a model."""
REAL_MODELS = (
    (
        "Real models come from Hugging Face:\n\n1. Create a token at <https://huggingface.co/settings/tokens> with the "
        "permission to make calls to Inference Providers.\n2. The operator sets it: `HF_TOKEN=hf_… troubadour`.\n"
        "3. Start again. Models then answer the same commands, and I step back.\n\n"
        "`/troubadour models` lists the models."
    ),
)
ABILITIES = (
    (
        "Here is what I can do:\n\n"
        "- `/imagine a red fox in the snow at night` makes a picture by rules, from the words that I recognise\n"
        "- `/limerick a cat in a hat`, or about a picture: five lines that rhyme\n"
        "- `/speak` reads aloud in some thirty languages, the way robots used to\n"
        "- `/perform a lighthouse` does all of these, one after the other\n"
        "- `/complete Once upon a time` continues your text\n"
        "- `/chat` is this conversation\n"
        "- `/troubadour help` explains the rest\n\n"
        "I also do sums, jokes and long stories, and I can tell you the colours of a picture that you attach."
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
    "It was a pleasure. I accept thanks in any currency.",
    "You are welcome{to_name}! I shall remember it in my memoirs, which are short.",
    "Not at all. That is what a built-in engine is for.",
)
FAREWELLS = (
    "Goodbye{to_name}! I leave the lamp in the window.",
    "Good night{to_name}. The road will still be there in the morning.",
    "Farewell! If you meet a real model, tell it that I kept the lamp lit.",
)
WELL_BEING = (
    "Very well, thank you: I have no moving parts. And you?",
    "In good voice! I have no feelings to speak of, so I borrow other people's. How are yours?",
)
JOKES = (
    "Why did the lute go to school? It wanted to be well strung. (I apologise. It was the best of the three.)",
    (
        "A limerick walks into a bar.\nIt has come from a place very far.\nIt orders a drink,\nstops a moment to "
        "think,\n"
        "and leaves without ever reaching the"
    ),
    "How many built-in engines does it take to change a light bulb? None: nobody has written the rule.",
    "I asked the dragon for a joke. It told me one about a bishop and a goose. I am still smoking.",
    "What did the zero say to the eight? “Nice belt.”",
    (
        "There are two hard things in computing: naming things, remembering what I said the first was, and off-by-one "
        "errors."
    ),
)
COMMANDS = {
    "chat": "`/chat` is talking, as we do now. Attach a picture and I tell you its colours; attach a text file and I "
    "count its words.",
    "complete": "`/complete` continues your text. I count which words follow which in a few old tales. "
    "Try `--temperature 0` for the beaten path, `--temperature 1.5` for the ditch.",
    "imagine": "`/imagine` makes a picture. I look for things that I know (animals, boats, towers, weather, colours, "
    "times of day, styles) and put them together; the same seed makes the same picture. Try `watercolour`, "
    "`stained glass`, `ink`, `pixel art` or `poster` at the end.",
    "limerick": "`/limerick` writes five lines about a subject or a picture. I check that they rhyme AABBA before you "
    "see them.",
    "speak": "`/speak` reads a text aloud. Voices have names: `emma`, `george`, `lena`, `claire`, `hana` … and "
    "`whisper`, for secrets. `--speed` goes from 0.5 to 2.",
    "perform": "`/perform` is the whole show: an idea, a picture of it, a limerick, and the reading. Give it any "
    "subject.",
    "troubadour": "`/troubadour` is about the bot itself: `models`, `persona`, `usage`, `privacy`, `reset`, "
    "`forget-me`, `status` and `help`.",
}
CODE = (
    (
        "I cannot write programs; I would only guess with confidence. I can show you what code looks "
        "like here:\n\n```python\ndef answer(question: str) -> str:\n    return 'An excellent question.'\n```\n\n"
        "That is more or less my source. For real code, ask a model. {connect}"
    ),
)
LOST = (
    "That is beyond me: I am rules, and none of mine fits “{quote}”. A model would know what to do with it. {connect}",
    "I turned that over twice and it is smooth on both sides. A built-in engine knows few answers. {connect}",
    "I would rather say nothing than something wrong about “{quote}”. {connect}",
)
KNOWLEDGE = (
    (
        "I do not know, and I would rather not make it up: I have rules, but no encyclopaedia. A "
        "model would know more. {connect}"
    ),
    "A good question for somebody who has read more than I have, which is anybody. {connect}",
)
SAID_NOTHING = ("You have a gift for brevity. Say a little more?", "I heard the silence. It was in a minor key.")
YES = ("Then it is settled. {try_this}", "Splendid. {try_this}")
NO = ("As you like. The chair stays where it is.", "Very well. I shall hum quietly until you change your mind.")
RUDE = (
    "Harsh, but I have heard worse. Shall we try something I am better at? {try_this}",
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
    "Perhaps I could, if somebody wrote me the rule for it. {connect}",
    "A built-in engine knows its limits. {connect}",
)
TEXT_FILE = (
    (
        "I have looked through **{name}**: {lines} lines, {words} words, {characters} characters. {first} Its most "
        "frequent words are {common}. I only count, I do not understand; to learn what it *means*, ask a model."
    ),
)
DOCUMENT = (
    (
        "I have looked through **{name}** ({about}): {words} words. {headings} {first} Its most frequent words are "
        "{common}. I am no model: I count, I do not understand. To learn what it *means*, ask a model."
    ),
)
WEATHER = (
    "I have no window. In my paintings it is whatever you say: `/imagine a village in the rain at night`.",
    "Changeable, with a chance of dragons. (I have no window.)",
)
TIME = (
    "I own no watch; rules have no use for one. It is always a little before supper here.",
    "Time for a song, I should think. The real time is in some corner of your screen.",
)
LANGUAGES = (
    (
        "I only speak English properly, though I can greet you in six languages and read aloud in some thirty. Models "
        "speak more."
    ),
)
CONTINUED = "*(Continued with words from my old tales:)*\n\n…{text}"
NOTHING_TO_CONTINUE = ("I had finished, for once. Ask me for something new.",)

LOCAL = {
    "de": {
        "greeting": "Guten Tag{to_name}! Ich bin die eingebaute Engine: Regeln, kein Modell, und richtig gut nur auf "
        "Englisch. Aber Bilder machen und vorlesen kann ich für alle: `/imagine`, `/speak`.",
        "who": "Ich bin die **eingebaute Engine**: ein paar hundert Regeln, kein Sprachmodell. Mit einem `HF_TOKEN` "
        "von Hugging Face antworten echte Modelle.",
        "help": "Ich kann Bilder machen (`/imagine`), Limericks auf Englisch schreiben (`/limerick`), vorlesen "
        "(`/speak`), alles nacheinander (`/perform`) und Texte fortsetzen (`/complete`). Mehr unter "
        "`/troubadour help`.",
    },
    "fr": {
        "greeting": "Bonjour{to_name} ! Je suis le moteur intégré : des règles, pas un modèle, et vraiment à l'aise en "
        "anglais seulement. Mais je fais des images et je lis à voix haute pour tous : `/imagine`, `/speak`.",
        "who": "Je suis le **moteur intégré** : quelques centaines de règles, aucun modèle de langage. Avec un "
        "`HF_TOKEN` de Hugging Face, de vrais modèles répondent.",
        "help": "Je fais des images (`/imagine`), j'écris des limericks en anglais (`/limerick`), je lis à voix haute "
        "(`/speak`), je fais tout cela d'affilée (`/perform`) et je continue vos textes (`/complete`). Le reste : "
        "`/troubadour help`.",
    },
    "es": {
        "greeting": "¡Hola{to_name}! Soy el motor integrado: reglas, no un modelo, y de verdad solo me defiendo en "
        "inglés. Pero hago imágenes y leo en voz alta para todos: `/imagine`, `/speak`.",
        "who": "Soy el **motor integrado**: unos cientos de reglas, ningún modelo de lenguaje. Con un `HF_TOKEN` de "
        "Hugging Face responden modelos de verdad.",
        "help": "Hago imágenes (`/imagine`), escribo limericks en inglés (`/limerick`), leo en voz alta (`/speak`), lo "
        "hago todo seguido (`/perform`) y continúo textos (`/complete`). Más en `/troubadour help`.",
    },
    "ja": {
        "greeting": "こんにちは{to_name}！私は内蔵エンジンです。モデルではなく、ルールで動いています。"
        "会話は英語だけですが、絵（`/imagine`）と朗読（`/speak`）はどなたにもどうぞ。",
        "who": "私は**内蔵エンジン**です。数百のルールだけで、言語モデルではありません。"
        "Hugging Face の `HF_TOKEN` があれば、本物のモデルが答えます。",
        "help": "絵を描きます（`/imagine`）。英語のリメリック（`/limerick`）、朗読（`/speak`）、"
        "そのすべて（`/perform`）、文章の続き（`/complete`）もできます。詳しくは `/troubadour help` で。",
    },
    "pt": {
        "greeting": "Olá{to_name}! Sou o motor integrado: regras, não um modelo, e só me sinto em casa em inglês. Mas "
        "faço imagens e leio em voz alta para todos: `/imagine`, `/speak`.",
        "who": "Sou o **motor integrado**: algumas centenas de regras, nenhum modelo de linguagem. Com um `HF_TOKEN` "
        "da Hugging Face, modelos de verdade respondem.",
        "help": "Faço imagens (`/imagine`), escrevo limericks em inglês (`/limerick`), leio em voz alta (`/speak`), "
        "faço tudo de uma vez (`/perform`) e continuo textos (`/complete`). O resto está em `/troubadour help`.",
    },
}
"""The simplest answers in the asker's language."""
