"""Help: all commands in short, or one of them with everything that can follow it, from the registry."""

from collections.abc import Iterator

from handlers import floor
from handlers.cards import Card, Fact, Facts, Heading, Item, Items, Note, code, line
from handlers.feature import ROOT, Answers, Asked, Command, Feature, Other, Post, Turn
from handlers.words import first_word


def everything(turn: Turn, _words: str) -> Answers:
    """What the bot can do, a line per command."""
    listed = [command for command in turn.registry.commands.values() if command.slash and command.word != ROOT]
    rows = tuple(Fact(f"/{command.word}", line(command.help)) for command in listed)
    example = listed[0].word if listed else ROOT
    invited = list(floor.invitations(turn.registry, turn.tafel))
    elements = (
        Facts(rows),
        Heading("Je tafel"),
        Items(tuple(Item(line(code(usage)), note=line(told)) for usage, told in usages(turn.registry.commands[ROOT]))),
        *([Heading("In het kanaal"), *invited] if invited else []),
        Note(line("Meer weten? Typ een opdracht met ", code("hulp"), " erachter, zoals ", code(f"/{example} hulp"),
                  ".")),
    )  # fmt: skip
    return Post(Card("hulp", "Dit kan Tafelbot voor je doen", elements))


def about(turn: Turn, words: str) -> Answers:
    """One command with everything that can follow it."""
    word, _ = first_word(words.removeprefix("/"))
    command = turn.registry.commands.get(word)
    if command is None or word == ROOT:
        return everything(turn, "")
    rows = tuple(Item(line(code(usage)), note=line(told)) for usage, told in usages(command))
    return Post(Card("hulp", f"/{command.word}: {command.help}", (Items(rows),)))


def usages(command: Command) -> Iterator[tuple[str, str]]:
    """Everything that can be typed, with what it does."""
    yield f"/{command.word}", "Overzicht"
    for verb in command.verbs:
        yield f"/{command.word} {verb.word} {verb.usage}".rstrip(), verb.help
    for usage, told in command.other.usages if command.other else ():
        yield f"/{command.word} {usage}", told


FEATURE = Feature(
    name="hulp",
    asked=Asked(
        commands=(
            Command(
                word="hulp",
                help="Wat kan Tafelbot?",
                bare=everything,
                reads=True,
                other=Other(does=about, reads=lambda _words: True),
                slash=False,
            ),
        )
    ),
)
