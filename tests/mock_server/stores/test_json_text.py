"""JSON objects by their texts."""

from __future__ import annotations

import pytest

from mock_server.stores.json_text import JsonText, JsonTexts


class TestJsonText:
    """One object."""

    def test_it_is_like_the_object(self) -> None:
        """It reads, compares and prints as a dict does."""
        value = {"b": [1, {"c": None}], "a": "ü"}
        text = JsonText('{"b":[1,{"c":null}],"a":"ü"}'.encode())
        assert text == value
        assert value == text
        assert text == JsonText(b'{ "a": "\\u00fc", "b": [1, {"c": null}] }')
        assert text != {**value, "a": "u"}
        assert list(text) == ["b", "a"]
        assert (len(text), text["a"], text.get("z"), "a" in text) == (2, "ü", None, True)
        assert repr(text) == repr(value)
        assert {**text} == value

    def test_it_is_decoded_once(self) -> None:
        """And not before somebody looks inside: a text nobody reads need not be JSON."""
        text = JsonText(b'{"a":[]}')
        assert text["a"] is text["a"]
        assert JsonText(b"no JSON").text == b"no JSON"

    def test_what_is_missing(self) -> None:
        """It is missed as in a dict."""
        with pytest.raises(KeyError):
            JsonText(b"{}")["a"]

    @pytest.mark.parametrize("number", [2**63, 2**64, -(10**30)])
    def test_whole_numbers_keep_every_digit(self, number: int) -> None:
        """Beyond 64 bits too, as JSON sets no bound."""
        assert repr(JsonText(b'{"n":%d}' % number)["n"]) == repr(number)


def three() -> JsonTexts:
    """Return three objects."""
    return JsonTexts([b'{"n":%d}' % number for number in range(3)])


class TestJsonTexts:
    """Several objects."""

    def test_it_is_like_a_list(self) -> None:
        """By index, by slice, by iteration, and compared with lists either way round."""
        items = [{"n": 0}, {"n": 1}, {"n": 2}]
        texts = three()
        assert texts == items
        assert items == texts
        assert texts[-1] == {"n": 2}
        assert texts[1:] == items[1:]
        assert [item["n"] for item in texts] == [0, 1, 2]
        assert len(texts) == 3

    @pytest.mark.parametrize("other", [[], [{"n": 0}], [{"n": 2}, {"n": 1}, {"n": 0}], None, {"n": 0}])
    def test_what_it_differs_from(self, other: object) -> None:
        """Anything of other items, or in another order."""
        assert three() != other

    def test_no_texts(self) -> None:
        """They are an empty list."""
        assert JsonTexts([]) == []
