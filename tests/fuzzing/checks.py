"""The checks of one input: `loads` and `dumps` are held to builtins, and to the interpreted package."""

import re
from contextlib import suppress
from typing import Any, get_origin

from cattrs import StructureHandlerNotFoundError

from exactly import exactly, named, outcome
from jobstatus.codecs.json_text import decode_json
from jobstatus.nodes import slots
from jobstatus.nodes.by_builtins import read_by_builtins, write_by_builtins
from jobstatus.problems import MAX_PROBLEMS

from .builds import Build
from .inputs import Input
from .samples import SAMPLES

__all__ = ["CONTRACT", "Checker"]

CONTRACT = ("JobStatus", "AtsJob", "AtsUpdateJobRequestDto", "AtsJobsPaginated", "list[AtsJob]")
"""Types of which what is written is read again as the same."""

OTHER_OPTIONS = ["default", "forbid", "keep", "camel", "camel+keep"]
_COMPOSED = re.compile(r"Class\(| \| |,")
_SPACE = b" \t\r\n"


class Checker:
    """Checks inputs, and keeps the converters and types that were made for them."""

    def __init__(self) -> None:
        self.build = Build(interpreted=False)
        self.twin = Build(interpreted=True) if slots.COMPILED else None

    def check(self, given: Input) -> bool:
        """Assert that a document is read, and written again, in one way; return whether it is right.

        Raises:
            AssertionError: It is not.
        """
        if self._is_mistaken(given):
            return False
        expected = self._check_read(given)
        self._check_salvaged(given, expected)
        # By their length, so that an input is always checked in the same way.
        if len(given.data) % 4 == 1:
            self._check_lines(given, expected)
        if len(given.data) % 8 == 0:
            self._check_jobs(given)
        if isinstance(expected, list):
            return False
        made, type_ = self.build.converter(given), self.build.type(given.type)
        value = made.loads(given.document(), type_)
        written = self._check_written(value, given)
        if self.twin is not None:
            read = self.twin.converter(given).loads(given.document(), self.twin.type(given.type))
            assert written == self.twin.dumped(given, read)
        if given.type in CONTRACT and "hook" not in given.words:
            assert exactly(value) == exactly(made.loads(written[1], type_))
        self._check_written_as_others(value, given)
        return True

    def _is_mistaken(self, given: Input) -> bool:
        """Tell whether no converter reads the type, and assert that both builds say so.

        Of a text that is no JSON, the one may say that, and the other that it cannot read the type.
        """
        if not _COMPOSED.search(given.type):  # the others can be read
            return False
        mistake = self.build.mistake(given)
        if self.twin is not None and mistake != self.twin.mistake(given):
            assert isinstance(outcome(lambda: decode_json(given.document(), object)), list)
            return True
        return mistake is not None

    def _check_read(self, given: Input) -> Any:
        """Assert that all ways to read a document agree, and return the outcome."""
        made, type_ = self.build.converter(given), self.build.type(given.type)
        document = given.document()
        node, _ = self.build.nodes(given)
        if "drift" in given.words:
            expected, drift = self.build.observed(
                lambda: made.structure(decode_json(document, type_), type_)
            )
        else:
            expected, drift = outcome(lambda: read_by_builtins(node, document)), []
        hook: Any = made.get_loads_hook(type_)
        assert (expected, drift) == self.build.observed(lambda: hook(document))
        if self.twin is not None:
            assert named((expected, drift)) == named(self.twin.loaded(given))
        return expected

    def _check_salvaged(self, given: Input, expected: Any) -> None:
        """Assert that rejects have the problems that `loads` has, and good items its values."""
        if given.type != "AtsJobsPaginated" and get_origin(self.build.type(given.type)) is not list:
            return
        salvaged = self.build.salvaged(given)
        if self.twin is not None:
            assert named(salvaged) == named(self.twin.salvaged(given))
        if isinstance(salvaged[0], list):  # the page itself is wrong
            assert isinstance(expected, list)
            return
        page, rejects = salvaged[0]
        problems = [problem for _, _, problems, _ in rejects for problem in problems]
        if len(problems) < MAX_PROBLEMS:
            assert (problems or page) == expected

    def _check_lines(self, given: Input, expected: Any) -> None:
        """Assert that `salvage_lines` finds in one line what `loads` does."""
        if not given.data.strip(_SPACE):
            return
        salvaged = self.build.salvaged_lines(given)
        if self.twin is not None:
            assert named(salvaged) == named(self.twin.salvaged_lines(given))
        (_, good), rejects = salvaged[0]
        is_wrong = isinstance(expected, list)
        assert good == ([] if is_wrong else [expected])
        assert [problems for _, _, problems, _ in rejects] == ([expected] if is_wrong else [])

    def _check_jobs(self, given: Input) -> None:
        """Assert that `read_jobs` raises nothing, and finds the same in both builds."""
        records = self.build.jobs(given)
        if self.twin is not None:
            assert named(records) == named(self.twin.jobs(given))

    def _check_written(self, value: Any, given: Input) -> Any:
        """Assert that an object is written as by way of builtins, and return the outcome."""
        _, node = self.build.nodes(given)
        expected = outcome(lambda: write_by_builtins(node, value))
        assert expected == self.build.dumped(given, value)
        return expected

    def _check_written_as_others(self, value: Any, given: Input) -> None:
        """Assert the same of other types and options, by which most is refused, or left out."""
        size = len(given.data)
        options = OTHER_OPTIONS[size % len(OTHER_OPTIONS)]
        for type_ in (type(value), self.build.type(SAMPLES[size % len(SAMPLES)][0])):
            made = self.build.converter(Input("", options, "bytes", b""))
            # A class may have two fields that other options spell alike: that is no bad data.
            with suppress(StructureHandlerNotFoundError):
                node = made._unstructuring.get(type_) or made._unstructure_node(type_)
                expected = outcome(lambda node=node: write_by_builtins(node, value))
                actual = outcome(lambda made=made, type_=type_: made.dumps(value, type_))
                assert expected == actual
