"""Secrets that children read off a card and type: words, and codes without letters that look alike."""

from collections.abc import Callable, Sequence

# Short, concrete, spelled as they sound, none of them the start of another, none that a class would laugh at.
_WORDS = """
apple arrow badge bagel balcony banjo barley basket beach berry biscuit bottle branch bread bridge
brook bucket bundle butter button cabin cactus camera candle canoe carpet carrot castle cedar cello
chalk cherry circle clover coconut comet copper corner cotton cradle crayon cricket crown cushion
daisy dancer desert diver dolphin donkey drawer drum eagle easel engine falcon farmer feather fence
ferry fiddle finger flag flute forest fossil fountain fox garden garlic ginger giraffe glacier glove
goblet grape guitar hammer harbour harvest hazel hedge helmet heron honey horse igloo island ivory
jacket jigsaw jungle kettle kitten ladder lagoon lantern lemon lettuce library lily lizard magnet
mango maple marble meadow melon mirror mitten monkey morning mosaic mountain muffin mustard needle
nest nutmeg oasis ocean olive onion orange orchard otter oyster paddle palace panda paper parrot
parsley peach peanut pebble pencil penguin pepper piano picnic pigeon pillow pirate planet plum
pocket pond poppy potato puddle pumpkin puppet puzzle quilt rabbit radish raft rainbow raisin ribbon
river robin rocket saddle salad sandal satin saucer scarf school shell shovel silver sketch snail
sparrow spider spoon squirrel stable star stone summer sunset swan tablet teapot tiger timber toast
tomato tower train tulip tunnel turtle umbrella valley velvet village violin walnut water whistle
window winter wizard yellow yoghurt zebra zipper
"""
WORDS = tuple(_WORDS.split())
# As of a join code: no 0 and O, no 1, I and L.
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 10


def make_password(choose: Callable[[Sequence[str]], str]) -> str:
    """Return three words and two digits, such as `otter-lemon-bridge-47`: about 30 bits.

    That is enough where every guess is counted and the password lasts until its first use.

    Args:
        choose: draws one of several, by chance that nobody foresees (`secrets.choice`).
    """
    words = "-".join(choose(WORDS) for _ in range(3))
    return f"{words}-{choose('23456789')}{choose('23456789')}"


def make_code(choose: Callable[[Sequence[str]], str]) -> str:
    """Return ten letters and digits: 31^10, about 8e14 of them."""
    return "".join(choose(CODE_LETTERS) for _ in range(CODE_LENGTH))


def tidy_code(typed: str) -> str:
    """Return a code as it was made, however it was typed: small letters, spaces, dashes."""
    return "".join(char for char in typed.upper() if char.isalnum())[: 2 * CODE_LENGTH]


def spaced_code(code: str) -> str:
    """Return a code in two halves, as it is printed."""
    half = CODE_LENGTH // 2
    return f"{code[:half]} {code[half:]}"
