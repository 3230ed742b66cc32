# ruff: noqa: RUF001 - Japanese words are meant
"""The painter's vocabulary: every word that it recognises, with its meaning.

A word means the first name on its line. The most common nouns of German, French, Spanish, Portuguese and Japanese are
included.
"""

import re

HOMES = {
    "boat": "sea", "whale": "sea", "lighthouse": "sea", "fish": "underwater", "octopus": "underwater",
    "turtle": "beach", "palm": "beach", "penguin": "snow", "snowman": "snow", "cactus": "desert", "camel": "desert",
    "rocket": "space", "planet": "space", "cake": "room", "cup": "room", "book": "room", "apple": "room",
    "lute": "room", "duck": "lake", "frog": "lake", "owl": "forest", "mushroom": "forest", "deer": "forest",
    "wolf": "forest", "bear": "forest", "car": "city", "dragon": "mountain", "castle": "hill", "knight": "hill",
    "windmill": "field", "bridge": "river", "tent": "mountain", "heart": "plain", "robot": "city",
}  # fmt: skip
"""The usual scenes of subjects, for prompts that name none."""


def _table(text: str) -> dict[str, str]:
    """Each word of each line to the line's first word, plurals of English nouns included; `_` is a space."""
    words: dict[str, str] = {}
    for line in text.strip().splitlines():
        name, *others = line.split()
        for word in (name, *others):
            spelled = word.replace("_", " ")
            words[spelled] = name
            if spelled.isascii():
                words.setdefault(_plural(spelled), name)
    return words


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    if word.endswith("f") and not word.endswith(("ff", "roof")):
        return f"{word[:-1]}ves"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


SUBJECT_WORDS = _table("""
fox vixen fuchs renard zorro raposa キツネ 狐
cat kitten kitty tomcat katze chat gato gata 猫 ネコ
dog puppy hound hund chien perro cachorro 犬 イヌ
wolf wolves werewolf loup lobo
rabbit bunny hare hase lapin conejo coelho ウサギ
bear teddy bär ours oso urso クマ
mouse mice rat maus souris ratón
bird robin sparrow raven crow blackbird swallow songbird nightingale vogel oiseau pájaro pássaro 鳥
owl eule hibou búho coruja フクロウ
duck goose geese swan drake ente canard pato アヒル
penguin pinguin pingouin pingüino ペンギン
fish goldfish salmon trout fisch poisson pez peixe 魚
whale orca wal baleine ballena baleia クジラ
octopus squid jellyfish kraken krake poulpe pulpo
turtle tortoise
frog toad frosch grenouille rana
snail slug
camel dromedary kamel
pig piglet hog
lion tiger leopard
butterfly butterflies moth schmetterling papillon mariposa borboleta 蝶
horse pony unicorn mare stallion pferd cheval caballo cavalo 馬
deer stag reindeer elk moose
sheep lamb goat ram
cow bull ox
elephant mammoth elefant éléphant elefante ゾウ
dragon dinosaur drache drago dragão 竜 ドラゴン
tree oak birch willow maple apple_tree baum bäume arbre árbol árvore 木
pine fir spruce conifer christmas_tree tannenbaum
palm palm_tree
cactus cacti
flower rose tulip daisy poppy sunflower lily orchid blossom blume fleur flor 花
mushroom toadstool fungus pilz champignon seta キノコ
house cottage hut cabin home inn barn haus maison casa 家
castle palace fortress burg schloss château castillo castelo 城
tower steeple church chapel cathedral turm tour torre
lighthouse leuchtturm phare faro farol 灯台
windmill mill mühle moulin molino
tent camp
bridge brücke pont puente ponte 橋
boat ship sailboat sailing_boat yacht galleon schiff boot bateau barco 船
car automobile taxi auto voiture coche carro 車
bicycle bike fahrrad vélo bicicleta 自転車
train locomotive zug tren trem 列車
rocket spaceship spacecraft rakete fusée cohete foguete
balloon hot-air_balloon hot_air_balloon
kite
robot android roboter ロボット
person man woman girl boy child people wanderer traveller wizard witch king queen princess prince pirate dancer
person figure astronaut sailor baker monk frau mann
knight ritter chevalier caballero cavaleiro 騎士
troubadour bard minstrel musician singer lutenist
lute guitar ukulele mandolin violin fiddle cello banjo
snowman schneemann
cake pie birthday_cake cupcake kuchen gâteau pastel_de_cumpleaños bolo ケーキ
cup mug teacup coffee tea teapot kettle
apple fruit orange_fruit
book
letter envelope
lantern lamp candle streetlamp
umbrella parasol
heart love herz cœur corazón coração
moon mond lune luna lua 月
sun sonne soleil sol 太陽
star stern étoile estrella estrela 星
planet saturn
cloud wolke nuage nube
rainbow regenbogen
""")

SCENE_WORDS = _table("""
mountain alps peak summit cliff glacier volcano berg berge montagne montaña montanha 山
hill valley highlands dale
sea ocean coast harbour harbor bay wave island meer océan mer mar oceano 海
beach shore strand plage playa praia
underwater coral reef seabed deep_sea under_the_sea
forest wood woods jungle grove wald forêt bosque selva floresta 森
city street skyline downtown stadt ville ciudad cidade 街
village town hamlet market dorf pueblo aldeia 村
desert dune sahara wüste désert desierto deserto 砂漠
field meadow garden prairie pasture grass park lawn farm feld wiese champ prado campo
river stream brook canal fluss rivière río rio 川
lake pond pool puddle see lac lago 湖
space galaxy cosmos nebula orbit universe outer_space weltraum espace espacio 宇宙
room kitchen table indoors interior cellar library studio café window windowsill sill desk sofa chair
snow winter snowy ice icy arctic frozen tundra schnee neige nieve neve 雪
""")

LIGHT_WORDS = _table("""
night midnight nighttime moonlit moonlight starry starlight nacht nuit noche noite 夜
sunset sundown evening abend coucher_de_soleil atardecer pôr_do_sol 夕焼け
dawn sunrise morning daybreak morgen aube amanecer
dusk twilight gloaming dämmerung
day noon daylight sunny sunlit sunshine bright
overcast grey_sky gloomy dreary cloudy
""")

WEATHER_WORDS = _table("""
rain rainy raining drizzle downpour regen pluie lluvia chuva 雨
snowfall snowing snowstorm blizzard snowflake
storm stormy thunder lightning thunderstorm tempest sturm orage tormenta
fog foggy mist misty haze hazy nebel brouillard niebla
aurora northern_lights
fireflies firefly
""")

STYLE_WORDS = _table("""
watercolour watercolor aquarelle aquarell acuarela gouache
oil oil_painting impasto impressionist impressionism van_gogh monet
ink line_drawing lineart line_art engraving etching woodcut line
pencil sketch charcoal_drawing drawing
pixel pixel_art 8-bit 16-bit pixelated
glass stained_glass stained-glass
mosaic tiles
poster screenprint flat minimalist vector art_deco travel_poster
pastel pastels chalk crayon soft
noir black-and-white black_and_white monochrome
neon cyberpunk synthwave vaporwave
""")

COUNT_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8, "9": 9, "10": 10,
    "pair": 2, "couple": 2, "several": 4, "many": 7, "some": 3, "flock": 7, "herd": 5, "dozen": 12, "fleet": 5,
    "zwei": 2, "drei": 3, "deux": 2, "trois": 3, "dos": 2, "tres": 3, "dois": 2, "três": 3,
}  # fmt: skip

SIZE_WORDS = {
    "tiny": 0.45, "little": 0.62, "small": 0.62, "big": 1.3, "large": 1.3, "huge": 1.55, "giant": 1.7, "enormous": 1.7,
    "tall": 1.25, "distant": 0.4, "faraway": 0.4,
}  # fmt: skip

COLOUR_WORDS: dict[str, tuple[int, int, int]] = {
    "red": (206, 44, 40), "crimson": (176, 22, 54), "scarlet": (220, 42, 30), "maroon": (112, 26, 36),
    "orange": (236, 126, 36), "amber": (240, 172, 48), "rust": (176, 84, 42), "copper": (184, 106, 62),
    "yellow": (246, 208, 60), "gold": (226, 178, 62), "golden": (230, 182, 66), "lemon": (246, 230, 90),
    "green": (70, 148, 76), "emerald": (26, 146, 98), "lime": (158, 206, 56), "olive": (122, 126, 56),
    "mint": (160, 220, 190), "teal": (30, 128, 132), "turquoise": (62, 190, 186), "cyan": (60, 200, 220),
    "blue": (52, 98, 190), "navy": (32, 48, 104), "azure": (60, 140, 226), "indigo": (70, 56, 152),
    "purple": (126, 66, 160), "violet": (138, 84, 196), "lavender": (178, 160, 220), "lilac": (190, 158, 208),
    "magenta": (208, 50, 156), "pink": (242, 146, 176), "rose-coloured": (222, 110, 130), "salmon": (240, 146, 122),
    "brown": (130, 86, 54), "chestnut": (134, 72, 44), "tan": (200, 164, 118), "beige": (222, 204, 170),
    "white": (246, 244, 238), "ivory": (244, 236, 214), "cream": (246, 234, 204), "silver": (190, 196, 204),
    "grey": (138, 142, 148), "gray": (138, 142, 148), "black": (44, 42, 50), "bronze": (166, 122, 66),
    "rot": (206, 44, 40), "rote": (206, 44, 40), "roter": (206, 44, 40), "rouge": (206, 44, 40), "rojo": (206, 44, 40),
    "roja": (206, 44, 40), "vermelho": (206, 44, 40), "blau": (52, 98, 190), "blaue": (52, 98, 190),
    "blauer": (52, 98, 190), "bleu": (52, 98, 190), "bleue": (52, 98, 190), "azul": (52, 98, 190),
    "grün": (70, 148, 76), "grüne": (70, 148, 76), "vert": (70, 148, 76), "verde": (70, 148, 76),
    "gelb": (246, 208, 60), "gelbe": (246, 208, 60), "jaune": (246, 208, 60), "amarillo": (246, 208, 60),
    "amarelo": (246, 208, 60), "weiß": (246, 244, 238), "blanc": (246, 244, 238), "blanco": (246, 244, 238),
    "branco": (246, 244, 238), "schwarz": (44, 42, 50), "schwarze": (44, 42, 50), "noir_": (44, 42, 50),
    "negro": (44, 42, 50), "preto": (44, 42, 50), "赤い": (206, 44, 40), "青い": (52, 98, 190),
    "白い": (246, 244, 238), "黒い": (44, 42, 50), "緑": (70, 148, 76),
}  # fmt: skip

FOLLOWING_COLOURS = frozenset(
    (
        "rouge", "rojo", "roja", "vermelho", "bleu", "bleue", "azul", "vert", "verde", "jaune", "amarillo", "amarelo",
        "blanc", "blanco", "branco", "negro", "preto",
    )
)  # fmt: skip
"""Colours that follow their noun, as in "chat bleu"."""

_LONGEST_PHRASE = 4
_WORD = re.compile(r"[a-zà-öø-ÿœ0-9]+(?:[-'’][a-zà-öø-ÿœ0-9]+)*|[\u3040-\u30ff\u3400-\u9fff]+")
_JAPANESE = sorted(
    (
        word
        for table in (SUBJECT_WORDS, SCENE_WORDS, LIGHT_WORDS, WEATHER_WORDS, COLOUR_WORDS)
        for word in table
        if word[0] > "\u3000"
    ),
    key=len,
    reverse=True,
)
_JAPANESE_WORDS = re.compile("|".join(map(re.escape, _JAPANESE)))


def words_of(prompt: str) -> list[str]:
    """The words of a prompt in lower case; several words with one meaning are joined (`stained glass`)."""
    single: list[str] = []
    for word in _WORD.findall(prompt.lower()):
        single += (_JAPANESE_WORDS.findall(word) or [word]) if word[0] > "\u3000" else [word]
    joined: list[str] = []
    at = 0
    while at < len(single):
        for length in range(min(_LONGEST_PHRASE, len(single) - at), 0, -1):
            phrase = " ".join(single[at : at + length])
            if length == 1 or _known(phrase):
                joined.append(phrase)
                at += length
                break
    return joined


def _known(phrase: str) -> bool:
    return any(phrase in table for table in (SUBJECT_WORDS, SCENE_WORDS, LIGHT_WORDS, WEATHER_WORDS, STYLE_WORDS))
