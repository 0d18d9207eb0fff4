"""Cards and forms as nobody would make them: for every door, which has to draw each of them."""

from typing import Any

from hypothesis import strategies as st

from handlers import cards as c, forms as f
from handlers.cards import Card
from tests import gallery

MARKUP = "*_~`<>&#[]()!\\-+=|.:@{}1ah \n"
ACCOUNTS = ("slack:U1", "slack:<@U1>", "teams:29:a", "teams:0f1e2d3c-0000-4000-8000-000000000001")


def tuples(strategy: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


WORDS = st.one_of(
    st.text(max_size=30),
    st.text(MARKUP, max_size=30),
    st.sampled_from(gallery.HOSTILE.split()),
    st.just(gallery.HOSTILE),
)
LABELS = st.one_of(WORDS, st.text(min_size=70, max_size=320))
NUMBERS = st.one_of(st.none(), st.floats(), st.integers(-3, 10).map(float))
ACTION = st.from_regex(r"[a-z]{1,8}\.[a-z_]{1,8}", fullmatch=True)
TONES = st.sampled_from(["plain", "strong", "soft", "code"])
ADDRESSES = st.sampled_from(["", "https://a.example/x?y=1&z=2", *gallery.ADDRESSES])
LINES = st.lists(st.builds(c.Span, WORDS, TONES, ADDRESSES), max_size=5).map(tuple)
VALUES = st.text("abc123∅-%,2C ", max_size=12)
CHOICES = st.lists(st.builds(c.Option, VALUES, LABELS, WORDS), max_size=14).map(tuple)
ASKS = st.builds(c.Confirm, LABELS, LABELS, LABELS, LABELS)
STYLES = st.sampled_from(["normal", "primary", "danger"])
PRESSES = st.builds(c.Button, LABELS, ACTION, VALUES, STYLES, st.booleans(), st.none() | ASKS)
LINKS = st.builds(c.Link, LABELS, st.sampled_from(["https://a.example", *gallery.ADDRESSES]))
SERIES = st.builds(c.Series, WORDS, st.lists(NUMBERS, max_size=8).map(tuple))
SEARCH = st.sampled_from(["", "proef.zoek"])
IDENTITIES = tuples(WORDS | st.sampled_from(ACCOUNTS), 3)
PERSON = st.builds(c.Somebody, WORDS, WORDS, IDENTITIES)

ELEMENTS = st.one_of(
    st.builds(c.Text, LINES),
    st.builds(c.Heading, LABELS),
    st.builds(c.Note, LINES),
    st.builds(c.Notice, st.sampled_from(["info", "warning", "error"]), LINES),
    st.builds(c.Quote, WORDS, WORDS),
    st.builds(c.Facts, tuples(st.builds(c.Fact, LABELS, LINES), 6)),
    st.builds(c.Items, tuples(st.builds(c.Item, LINES, LINES, st.none() | PRESSES), 12)),
    st.builds(c.Table, LABELS, tuples(st.builds(c.Column, LABELS, st.booleans()), 24), tuples(tuples(WORDS, 24), 8)),
    st.builds(c.Chart, st.sampled_from(["bar", "line", "share"]), LABELS, tuples(WORDS, 8), tuples(SERIES, 9), WORDS,
              WORDS),
    st.builds(c.Image, WORDS, LABELS, st.just(100), st.just(50)),
    st.builds(c.File, WORDS, LABELS, WORDS),
    st.builds(c.Progress, LABELS, st.integers(-20, 200)),
    st.builds(c.People, LABELS, tuples(PERSON, 6)),
    st.builds(c.Buttons, tuples(PRESSES | LINKS, 30)),
    st.builds(c.Choice, LABELS, ACTION, CHOICES, VALUES, SEARCH),
    st.just(c.Divider()),
)  # fmt: skip
NAMES = st.sampled_from(["proef", "refusal"])
COLOURS = st.sampled_from(["", "#0b5a7a"])
RANDOM_CARDS = st.builds(Card, NAMES, LABELS, tuples(ELEMENTS, 8), WORDS, colour=COLOURS)

COMMON = {"name": ACTION, "label": LABELS, "hint": WORDS, "required": st.booleans()}
FIELDS = st.one_of(
    st.builds(f.Line, value=WORDS, longest=st.integers(1, 20_000), **COMMON),
    st.builds(f.Paragraph, value=WORDS, **COMMON),
    st.builds(f.Day, value=st.sampled_from(["", "2026-05-29", "29 mei", "2026-02-30"]), **COMMON),
    st.builds(f.Choose, options=CHOICES, value=tuples(VALUES, 3), many=st.booleans(), search=SEARCH, **COMMON),
    st.builds(f.Persons, value=IDENTITIES, many=st.booleans(), **COMMON),
    st.builds(f.Scale, low=st.integers(-3, 3), high=st.integers(-5, 200), low_label=LABELS, high_label=LABELS,
              abstain=WORDS, value=st.sampled_from(["", "1", "-", "veel"]), **COMMON),
    st.builds(f.Number, value=st.sampled_from(["", "12", "-1", "1,5", "²", "--1", "9" * 5000]), unit=WORDS, **COMMON),
    st.builds(f.Toggle, value=st.booleans(), **COMMON),
    st.builds(f.Upload, endings=st.just(("xlsx",)), most=st.integers(0, 20), **COMMON),
)  # fmt: skip
ASKED_FIELDS = st.lists(FIELDS, max_size=8, unique_by=lambda each: each.name).map(tuple)
RANDOM_FORMS = st.builds(f.Form, ACTION, LABELS, LABELS, ASKED_FIELDS, WORDS, st.just("12"),
                         st.dictionaries(ACTION, WORDS, max_size=2))  # fmt: skip
