"""The example on docs/features.md is a whole feature: what stands there is what runs here."""

import re
from pathlib import Path
from typing import Any

import pytest

from handlers import FEATURES
from handlers.contract import Registry
from handlers.feature import Feature
from handlers.registry import build_registry

PAGE = Path(__file__).parents[1] / "docs" / "features.md"


def example() -> Feature:
    """The feature that stands on the page in one piece."""
    [code] = [each for each in re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL) if 'name="dank"' in each]
    made: dict[str, Any] = {}
    exec(compile(code, str(PAGE), "exec"), made)  # noqa: S102 - it is our own page
    found: Feature = made["FEATURE"]
    return found


@pytest.fixture
def registry() -> Registry:
    return build_registry((*FEATURES, example()))


@pytest.mark.every_door
def test_whoever_is_thanked_hears_it(chat):
    answer = chat.say("/dank @karim voor de snelle hulp", by="petra", at="bouw")
    chat.settle()
    assert answer.title == "Je dank is doorgegeven"
    assert chat.direct("karim")[-1].title == "Petra dankt je"


def test_what_is_missing_is_asked_with_a_form(chat):
    asked = chat.say("/dank @karim", by="petra", at="bouw")
    assert asked.form
    assert "Schrijf in een paar woorden waarvoor." in asked.form.text
