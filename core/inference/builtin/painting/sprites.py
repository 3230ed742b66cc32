"""The figures: each subject's drawing, size, colour and place in a picture."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from core.inference.builtin.painting.figures import animals, buildings, flyers, people, plants, things
from core.inference.builtin.painting.pen import RGB, Pen

Place = Literal["ground", "air", "water", "under", "sky"]
"""The place of a figure: `under` is below the surface, if there is one; `sky` is drawn with the sky."""


@dataclass(frozen=True)
class Figure:
    """`height` is a share of the picture's shorter side; a `backdrop` stands behind living things."""

    draw: Callable[[Pen, RGB], None]
    height: float
    colour: RGB
    place: Place = "ground"
    backdrop: bool = False
    shines: bool = False


FIGURES: dict[str, Figure] = {
    "fox": Figure(animals.fox, 0.46, (214, 104, 44)),
    "cat": Figure(animals.cat, 0.44, (224, 150, 82)),
    "dog": Figure(animals.dog, 0.44, (190, 138, 88)),
    "wolf": Figure(animals.wolf, 0.46, (116, 122, 138)),
    "rabbit": Figure(animals.rabbit, 0.4, (196, 176, 154)),
    "bear": Figure(animals.bear, 0.5, (128, 84, 54)),
    "mouse": Figure(animals.mouse, 0.34, (160, 152, 156)),
    "horse": Figure(animals.horse, 0.5, (148, 92, 58)),
    "deer": Figure(animals.deer, 0.52, (176, 118, 70)),
    "sheep": Figure(animals.sheep, 0.38, (242, 238, 228)),
    "cow": Figure(animals.cow, 0.44, (244, 240, 232)),
    "elephant": Figure(animals.elephant, 0.5, (142, 144, 154)),
    "frog": Figure(animals.frog, 0.32, (96, 168, 72)),
    "turtle": Figure(animals.turtle, 0.34, (92, 132, 76)),
    "snail": Figure(animals.snail, 0.32, (206, 130, 80)),
    "camel": Figure(animals.camel, 0.5, (206, 162, 104)),
    "pig": Figure(animals.pig, 0.4, (240, 176, 172)),
    "lion": Figure(animals.lion, 0.48, (226, 174, 92)),
    "bird": Figure(flyers.bird, 0.36, (76, 128, 196)),
    "owl": Figure(flyers.owl, 0.46, (148, 108, 76)),
    "duck": Figure(flyers.duck, 0.32, (244, 242, 232), "water"),
    "penguin": Figure(flyers.penguin, 0.44, (48, 52, 66)),
    "butterfly": Figure(flyers.butterfly, 0.34, (240, 140, 50), "air"),
    "fish": Figure(flyers.fish, 0.34, (242, 140, 54), "under"),
    "whale": Figure(flyers.whale, 0.44, (72, 108, 148), "water"),
    "octopus": Figure(flyers.octopus, 0.46, (190, 84, 112), "under"),
    "dragon": Figure(flyers.dragon, 0.58, (78, 148, 90)),
    "tree": Figure(plants.tree, 0.56, (86, 138, 66), backdrop=True),
    "pine": Figure(plants.pine, 0.56, (56, 110, 82), backdrop=True),
    "palm": Figure(plants.palm, 0.58, (74, 148, 84), backdrop=True),
    "cactus": Figure(plants.cactus, 0.48, (84, 148, 92), backdrop=True),
    "flower": Figure(plants.flower, 0.44, (226, 84, 104)),
    "mushroom": Figure(plants.mushroom, 0.38, (208, 52, 46)),
    "apple": Figure(plants.apple, 0.26, (206, 50, 46)),
    "house": Figure(buildings.house, 0.46, (232, 214, 186), backdrop=True),
    "castle": Figure(buildings.castle, 0.56, (182, 176, 172), backdrop=True),
    "tower": Figure(buildings.tower, 0.62, (186, 174, 162), backdrop=True),
    "lighthouse": Figure(buildings.lighthouse, 0.6, (206, 58, 54), backdrop=True, shines=True),
    "windmill": Figure(buildings.windmill, 0.56, (226, 214, 194), backdrop=True),
    "tent": Figure(buildings.tent, 0.36, (206, 122, 62), backdrop=True, shines=True),
    "bridge": Figure(buildings.bridge, 0.44, (172, 160, 150), "water", backdrop=True),
    "person": Figure(people.person, 0.5, (64, 96, 150)),
    "troubadour": Figure(people.troubadour, 0.54, (156, 44, 66)),
    "knight": Figure(people.knight, 0.54, (200, 60, 60)),
    "robot": Figure(people.robot, 0.5, (126, 158, 172)),
    "snowman": Figure(people.snowman, 0.46, (246, 250, 254)),
    "boat": Figure(things.boat, 0.44, (146, 74, 52), "water"),
    "car": Figure(things.car, 0.36, (206, 62, 54)),
    "bicycle": Figure(things.bicycle, 0.42, (54, 140, 148)),
    "train": Figure(things.train, 0.42, (60, 110, 90)),
    "rocket": Figure(things.rocket, 0.54, (212, 66, 58), "air", shines=True),
    "balloon": Figure(things.balloon, 0.44, (214, 72, 58), "air"),
    "kite": Figure(things.kite, 0.38, (214, 72, 90), "air"),
    "lute": Figure(things.lute, 0.46, (188, 122, 64)),
    "cake": Figure(things.cake, 0.42, (246, 190, 204)),
    "cup": Figure(things.cup, 0.38, (92, 142, 172)),
    "book": Figure(things.book, 0.36, (150, 60, 58)),
    "letter": Figure(things.letter, 0.32, (240, 228, 200)),
    "lantern": Figure(things.lantern, 0.46, (66, 58, 62), shines=True),
    "umbrella": Figure(things.umbrella, 0.44, (206, 58, 62)),
    "heart": Figure(things.heart, 0.44, (212, 48, 66), "air"),
    "planet": Figure(things.planet, 0.38, (220, 170, 110), "air"),
    "cloud": Figure(things.cloud, 0.26, (250, 250, 252), "air"),
    "star": Figure(things.star, 0.16, (255, 226, 130), "air", shines=True),
    "moon": Figure(things.star, 0.2, (250, 240, 206), "sky"),
    "sun": Figure(things.star, 0.2, (255, 224, 130), "sky"),
    "rainbow": Figure(things.star, 0.2, (255, 255, 255), "sky"),
}  # fmt: skip
