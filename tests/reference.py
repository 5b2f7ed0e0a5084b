"""The generated tables of the documentation: messages of errors, options, the command's arguments.

`python tests/reference.py` writes them into the pages; `tests/test_reference.py` checks that nothing
is to be written.
"""

from __future__ import annotations

import re
from datetime import datetime
from inspect import Parameter, cleandoc, signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, get_args

import attrs
from cattrs.strategies import configure_tagged_union

import jobstatus
from jobstatus import JobStatusError, configure, converter, make_converter
from jobstatus.cli.arguments import make_parser
from jobstatus.nodes import keys
from promises import promises

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

REFERENCE: Final = Path(__file__).resolve().parent.parent / "docs" / "reference"


@attrs.frozen
class Own:
    """A class of a user's, with types that the classes of the API do not have."""

    level: Literal["junior", "senior"] = "junior"
    active: bool = True
    weights: dict[int, float] = attrs.Factory(dict)


@attrs.frozen
class Salary:
    """A class that a hook of a user's reads."""

    amount: int


@attrs.frozen
class Fixed:
    """A class of a tagged union."""


@attrs.frozen
class Hourly:
    """Another one."""


strict: Final = make_converter(unknown="forbid")
camel: Final = make_converter(case="camel")
own: Final = make_converter()


@own.register_structure_hook
def read_salary(value: Any, _: Any) -> Salary:
    """Read a number, as a hook of a user's."""
    if value < 0:
        raise ValueError("a salary is not negative")
    return Salary(value)


configure_tagged_union(Fixed | Hourly, own)

NAMES: Final = vars(jobstatus) | {"datetime": datetime}


class Example(NamedTuple):
    """Something that cannot be read, or cannot be written, and why.

    Attributes:
        kind: The kind of problem.
        code: The document; or the code that makes what is to be written.
        type: The type that it is read as.
        converter: The converter.
    """

    kind: str
    code: str
    type: Any = jobstatus.AtsJob
    converter: Any = converter


TEXT: Final = [
    Example("nothing", ""),
    Example("no JSON", "<html>Bad Gateway</html>"),
    Example("broken off", '{"id": "a1", "title'),
    Example("a comma too many", '{"id": "a1",}'),
    Example("no finite number", '{"id": NaN}'),
    Example("a byte order mark", "\ufeff{}"),
    Example("a lone surrogate", '{"id": "\\ud800"}'),
    Example("something behind the document", '{"id": "a1"} {}'),
    Example("nested too deeply", f'{{"unified_custom_fields": {{"n": {"[" * 600}{"]" * 600}}}}}'),
]
FIELDS: Final = [
    Example("a value of another type", '{"id": 5}'),
    Example("the same, and longer than is shown", f'{{"department_ids": "{"x" * 200}"}}'),
    Example("no text where an open enum is", '{"job_status": {"value": true}}'),
    Example("no object where a class is", '{"job_status": "open"}'),
    Example("a number as text", '{"interview_stages": [{"order": "1"}]}'),
    Example("not in the range", '{"method": "GET", "url": "", "body": [256]}', jobstatus.RawResponse),
    Example("no date-time", '{"created_at": "last Tuesday"}'),
    Example("without an offset", '{"created_at": "2021-01-01T01:01:01"}'),
    Example("a day that is not", '{"created_at": "2021-02-30T01:01:01Z"}'),
    Example("more exact than can be kept", '{"created_at": "2021-01-01T01:01:01.1234567Z"}'),
    Example("an integer with too many digits", f'{{"unified_custom_fields": {{"n": {"9" * 4301}}}}}'),
]  # fmt: skip
KEYS: Final = [
    Example("a required key is absent", '{"next": null}', jobstatus.AtsJobsPaginated),
    Example("both spellings", '{"source_value": 1, "sourceValue": 1}', jobstatus.JobStatus),
    Example("the other case", '{"jobStatus": null}'),
    Example("the other case", '{"job_status": null}', converter=camel),
    Example("an undeclared key, if forbidden", '{"titel": "Welder"}', converter=strict),
]
OWN: Final = [
    Example("none of the literals", '{"level": "chief"}', Own, own),
    Example("no boolean", '{"active": 1}', Own, own),
    Example("a key that is no number", '{"weights": {"01": 0.5}}', Own, own),
    Example("a tag that is unknown", '{"_type": "Daily"}', Fixed | Hourly, own),
    Example("no tag", "{}", Fixed | Hourly, own),
    Example("what a hook of yours raises", '{"a": -1}', dict[str, Salary], own),
]
WRITTEN: Final = [
    Example("no JSON", "JobStatus(source_value=datetime(2021, 1, 1))"),
    Example("a tuple, which JSON has not", "JobStatus(source_value=(1, 2))"),
    Example("no finite number", 'JobStatus(source_value=float("nan"))'),
    Example("a key that is no text", "JobStatus(source_value={3: 4})"),
    Example("a value of another type", "AtsJob(id=5)"),
    Example("no text where an open enum is", "AtsJob(confidential=True)"),
    Example("a date-time without an offset", "AtsJob(created_at=datetime(2021, 1, 1))"),
    Example("an instance of another class", "AtsJob(job_status=AtsJob())"),
    Example("null in a list", "AtsJobsPaginated(data=[None])"),
    Example("`UNSET` where a value has to be", "[UNSET]"),
]


def message_of(example: Example, *, written: bool) -> str:
    """Return the path and the message of the problem that an example has."""
    try:
        if written:
            example.converter.dumps(eval(example.code, NAMES))  # noqa: S307 - it stands above
        else:
            example.converter.loads(example.code, example.type)
    except JobStatusError as error:
        (problem,) = error.problems
        return f"{problem.path}: {problem.message}"
    raise AssertionError(example)


def code(text: str) -> str:
    """Return text as code in a cell of a table."""
    shown = text.replace("\ufeff", "\\ufeff").replace("|", "\\|")
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`" if shown else ""


def shortened(text: str) -> str:
    """Return a document without the middle of a long one."""
    return text if len(text) <= 80 else f"{text[:40]} … {text[-20:]}"


def table(*rows: Iterable[str]) -> str:
    """Return a Markdown table; the first row is its head."""
    head, *body = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([head, "|---" * (head.count(" | ") + 1) + "|", *body])


def messages(examples: list[Example], *, written: bool = False) -> str:
    """Return the table of what examples are, and the problems that they have."""
    rows = [
        (e.kind, code(shortened(e.code)), code(message_of(e, written=written))) for e in examples
    ]  # fmt: skip
    return table(("", "object" if written else "document", "problem"), *rows)


def described(function: Callable[..., Any]) -> dict[str, str]:
    """Return the descriptions of the arguments of a function, from its docstring."""
    section = cleandoc(function.__doc__ or "").partition("\nArgs:\n")[2].partition("\n\n")[0]
    entries = re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", section, re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in entries}


def values_of(parameter: Parameter) -> str:
    """Return the values that an option may have."""
    listed = get_args(getattr(keys, str(parameter.annotation), None))
    if listed:
        return ", ".join(f'`"{value}"`' for value in listed)
    return "a function" if parameter.name.startswith("on_") else f"`{parameter.annotation}`"


def options() -> str:
    """Return the table of the options of `make_converter`."""
    of_configure, of_make = described(configure), described(make_converter)
    rows = [
        (
            f"`{name}=`",
            values_of(parameter),
            f"`{parameter.default!r}`".replace("'", '"'),
            of_configure.get(name) or of_make[name],
        )
        for name, parameter in signature(make_converter).parameters.items()
    ]
    return table(("option", "values", "default", "effect"), *rows)


def with_options_as_code(text: str) -> str:
    """Return the text of a help with its options as code, for two dashes would become one."""
    return re.sub("(`[^`]*`)|--[a-z-]+", lambda found: found[1] or f"`{found[0]}`", text)


def arguments_of(parser: argparse.ArgumentParser) -> str:
    """Return the table of the arguments and options of a subcommand."""
    rows = []
    for action in parser._actions[1:]:  # but for --help
        metavar = action.metavar or (action.choices and "|".join(action.choices))
        names = [f"{name} {metavar}" if metavar else name for name in action.option_strings]
        rows.append(
            (", ".join(map(code, names or [str(metavar)])), with_options_as_code(str(action.help)))
        )
    return table(("argument", "effect"), *rows)


def exit_codes_of(parser: argparse.ArgumentParser) -> str:
    """Return the table of the exit codes of a subcommand."""
    listed = (parser.epilog or "").partition("exit codes:\n")[2]
    found = re.findall(r"^ {2}(\d+) +(.*(?:\n {7}.*)*)", listed, re.MULTILINE)
    return table(
        ("exit code", ""), *((n, with_options_as_code(" ".join(text.split()))) for n, text in found)
    )


def command() -> str:
    """Return a section for each subcommand: description, arguments and exit codes."""
    sections = []
    (commands,) = make_parser()._subparsers._group_actions  # type: ignore[union-attr]
    for name, parser in dict(commands.choices or {}).items():
        parts = [f"## jobstatus {name}", str(parser.description), arguments_of(parser)]
        if "exit codes:" in (parser.epilog or ""):
            parts.append(exit_codes_of(parser))
        sections.append("\n\n".join(parts))
    return "\n\n".join(sections)


TABLES: Final[dict[str, Callable[[], str]]] = {
    "errors.md text": lambda: messages(TEXT),
    "errors.md fields": lambda: messages(FIELDS),
    "errors.md keys": lambda: messages(KEYS),
    "errors.md own": lambda: messages(OWN),
    "errors.md written": lambda: messages(WRITTEN, written=True),
    "options.md options": options,
    "command.md command": command,
    "../../SECURITY.md promises": promises,
}
"""The tables, by the page that each is on and its name there."""


def with_table(text: str, name: str, made: str) -> str:
    """Put a table between its comments in the text of a page."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _, rest = text.partition(begin)
    return f"{before}{begin}\n{made}\n{end}{rest.partition(end)[2]}"


def main() -> None:
    """Write all tables."""
    for place, make in TABLES.items():
        page, name = place.split()
        path = REFERENCE / page
        text = with_table(path.read_text(encoding="utf-8"), name, make())
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
