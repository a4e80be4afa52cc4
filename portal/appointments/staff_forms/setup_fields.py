"""Fields of setting up: lengths of time, languages by name, numbers that may be left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext
from wtforms import SelectMultipleField, StringField

from portal.appointments import durations
from portal.needs.languages import LANGUAGES, language_name, tag_named
from portal.web.fields import options
from portal.web.form_parts import NumberField

_MOST_MINUTES = 366 * 24 * 60


class _TypedField(StringField):
    """A value written as words; what was typed is shown again, else the value as words."""

    def words(self, value: Any) -> str:
        """The value as it would be typed."""
        raise NotImplementedError

    def shown(self, value: Any) -> str:
        """The same, for comparing two of them."""
        return self.words(value)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else self.words(self.data)


class DurationField(_TypedField):
    """A length of time, "2 hours" or "1 day"; `data` is minutes, None where it may be left empty and is."""

    def __init__(self, label: Any, *, optional: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **{"render_kw": {"width": "10"}, **kwargs})
        self.optional = optional

    def process_formdata(self, valuelist: Sequence[Any] | None) -> None:
        """Read what was typed."""
        self.data: Any = None
        typed = valuelist[0].strip() if valuelist else ""
        if self.optional and not typed:
            return
        try:
            self.data = durations.minutes_of(typed)
        except ValueError as error:
            raise ValueError(_write_it()) from error
        if self.data > _MOST_MINUTES:
            raise ValueError(_write_it())

    def words(self, value: Any) -> str:
        """ "2 hours"; "" for none."""
        return "" if value is None else durations.text_of(value)


def _write_it() -> str:
    return str(gettext("Write it like 30 minutes, 2 hours or 1 day"))


class LanguagesField(_TypedField):
    """Languages by their names, separated by commas; `data` is their tags."""

    def process_formdata(self, valuelist: Sequence[Any] | None) -> None:
        """Read what was typed; the first name that is none is named."""
        self.data: Any = ()
        typed = [name.strip() for name in (valuelist[0] if valuelist else "").split(",")]
        tags = {name: tag_named(name) or (name if name in LANGUAGES else "") for name in typed if name}
        unknown = next((name for name, tag in tags.items() if not tag), None)
        if unknown is not None:
            raise ValueError(
                gettext("We do not know the language “%(name)s”. Write names like Somali, Urdu", name=unknown)
            )
        self.data = tuple(dict.fromkeys(tags.values()))

    def words(self, value: Any) -> str:
        """ "Somali, Urdu"."""
        return ", ".join(language_name(tag) for tag in value or ())


class NamesField(_TypedField):
    """Names separated by commas; `data` is a tuple of them, each once."""

    def process_formdata(self, valuelist: Sequence[Any] | None) -> None:
        """Read what was typed."""
        typed = (" ".join(name.split()) for name in (valuelist[0] if valuelist else "").split(","))
        self.data: Any = tuple(dict.fromkeys(name for name in typed if name))

    def words(self, value: Any) -> str:
        """ "Kurmanji, Sorani"."""
        return ", ".join(value or ())


class DaysField(_TypedField):
    """Numbers of days separated by commas, "7, 2"; `data` is a tuple of them, "" is none."""

    def process_formdata(self, valuelist: Sequence[Any] | None) -> None:
        """Read what was typed: at most five numbers, each from 0 to 60."""
        self.data: Any = ()
        typed = (valuelist[0] if valuelist else "").replace(",", " ").split()
        if len(typed) > 5 or not all(word.isdecimal() and int(word) <= 60 for word in typed):
            raise ValueError(gettext("Write up to five numbers of days from 0 to 60, like 7, 2"))
        self.data = tuple(sorted({int(word) for word in typed}, reverse=True))

    def words(self, value: Any) -> str:
        """ "7, 2"."""
        return ", ".join(str(days) for days in value or ())


class OptionalNumberField(NumberField):
    """A whole number between two, or nothing: None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        if not (valuelist and str(valuelist[0]).strip()):
            self.data = None
            return
        super().process_formdata(valuelist)


class SomeOf(SelectMultipleField):
    """Any of several. Different texts are shown as the words of what is chosen, not as keys."""

    def __init__(self, label: Any, *, choices: Iterable[tuple[Any, Any]] = (), **kwargs: Any) -> None:
        super().__init__(label, choices=options(choices), **kwargs)

    def shown(self, value: Any) -> str:
        """The words of the choices."""
        chosen = {str(one) for one in value or ()}
        return ", ".join(str(label) for key, label, *_ in self.iter_choices() if str(key) in chosen)
