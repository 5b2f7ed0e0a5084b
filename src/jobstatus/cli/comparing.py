"""Run the subcommand `diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from jobstatus.bulk.compression import describe_read_error
from jobstatus.bulk.sources import SourceError
from jobstatus.reports.comparison import compare
from jobstatus.reports.profiles import ProfileError, profile_of, read_profile
from jobstatus.reports.texts import count_noun, printable, short

from .counting import report_on
from .streams import CommandError, print_json, standard_output

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from jobstatus.reports.comparison import Comparison
    from jobstatus.reports.profiles import Profile, Trait

__all__ = ["run_diff"]

_MAX_TRAITS: Final = 50
_TEXT_ROOM: Final = 60


def run_diff(arguments: Namespace) -> int:
    """Compare two reports, or the reports on two sources.

    Args:
        arguments: The arguments of `jobstatus diff`.

    Returns:
        The exit code.

    Raises:
        SourceError: A source does not exist, cannot be read or has nothing to read.
        OutputError: Standard output cannot be written.
        CommandError: A file begins as a report does, and is none; or there are no jobs.
    """
    old, new = (_profile(name, arguments) for name in (arguments.old, arguments.new))
    comparison = compare(old, new)
    if arguments.json:
        print_json(comparison.as_json())
    else:
        with standard_output() as file:
            file.writelines(f"{line}\n" for line in _lines(comparison))
    return int(arguments.strict and bool(comparison.added or comparison.removed))


def _profile(name: str, arguments: Namespace) -> Profile:
    try:
        profile = read_profile(Path(name))
    except ProfileError as error:
        raise CommandError(f"{printable(name)}: {error}", 2) from None
    except OSError as error:
        raise SourceError(f"{printable(name)}: {describe_read_error(error)}") from None
    if profile is None:
        profile = profile_of(report_on([name], arguments, count_keys=True).as_json())
    if not profile.jobs:
        raise CommandError(f"there is no job in {printable(name)}", 1)
    return profile


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"old: {_counts(comparison.old)}"
    yield f"new: {_counts(comparison.new)}"
    if not comparison.old.has_keys or not comparison.new.has_keys:
        yield "undeclared keys are not compared: a report was made without --keys"
    if not (comparison.old.is_complete and comparison.new.is_complete):
        yield "not everything is compared: a report had no room for all values"
    if not comparison.added and not comparison.removed:
        yield "\nno difference"
    yield from _section("New", comparison.added)
    yield from _section("Gone", comparison.removed)


def _counts(profile: Profile) -> str:
    return f"{count_noun(profile.jobs, 'job')} in {count_noun(profile.files, 'file')}"


def _section(title: str, traits: Sequence[Trait]) -> Iterator[str]:
    if not traits:
        return
    yield f"\n{title}"
    shown = traits[:_MAX_TRAITS]
    texts = [_text(trait) for trait in shown]
    width = max(map(len, texts))
    for trait, text in zip(shown, texts, strict=True):
        place = f"  {trait.first['file']}:{trait.first['line']}" if trait.first else ""
        yield f"  {trait.aspect:<8} {text:<{width}}  {trait.count:>9,}{place}"
    if len(traits) > len(shown):
        yield f"  and {len(traits) - len(shown):,} more"


def _text(trait: Trait) -> str:
    text = short(trait.text, _TEXT_ROOM)
    if trait.status is None:
        return text
    return f"{text} -> {short(trait.status, _TEXT_ROOM)}"
