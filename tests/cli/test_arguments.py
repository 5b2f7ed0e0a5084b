"""The parser rejects invalid arguments, and prints help."""

import shlex

import pytest

from jobstatus.cli import main
from jobstatus.cli.arguments import make_parser


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["report"], "the following arguments are required: SOURCE"),
        (["report", "x", "--values", "-1"], "argument --values: '-1' is no number from 0 on"),
        (["report", "x", "--problems", "all"], "argument --problems: 'all' is no number"),
        (["report", "x", "--colour"], "unrecognized arguments: --colour"),
        (["report", "x", "--workers", "0"], "'0' is no number from 1 to 9999"),
        (["report", "x", "--max-document", "big"], "'big' is no size, such as 256MB"),
        (["report", "x", "--case", "kebab"], "invalid choice: 'kebab'"),
        (["diff", "x"], "the following arguments are required: NEW"),
        (["diff", "x", "y", "z"], "unrecognized arguments: z"),
        (["tell"], "invalid choice: 'tell'"),
        (["schema", "atsjobs"], "'atsjobs' is no class of the contract; did you mean AtsJob?"),
        (
            ["schema", "x"],
            "'x' is no class of the contract; there are AtsCreateJobRequestDto, AtsJob,",
        ),
        (["schema", "models"], "'models' is no class of the contract"),
        (["schema", "--unknown", "lose"], "invalid choice: 'lose'"),
        (["schema", "--case", "kebab"], "invalid choice: 'kebab'"),
    ],
    ids=[
        *("no-source", "negative", "no-number", "unknown-option"),
        *("no-workers", "no-size", "unknown-case", "no-new", "too-many", "unknown-command"),
        *("near-class", "unknown-class", "no-class", "unknown-unknown", "unknown-case-of-schema"),
    ],
)
def test_invalid_arguments_exit_with_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Arguments that argparse rejects end the process with 2 and a message."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert 2 == caught.value.code
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("command", ["report", "diff"])
def test_the_exit_codes_are_documented(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The help of a command lists its exit codes."""
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert 0 == caught.value.code
    assert "exit codes:\n  0  " in capsys.readouterr().out


@pytest.mark.parametrize("command", ["", "report", "diff", "schema", "convert", "restore"])
def test_the_examples_of_the_help_are_right(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each help has some, of its own command; the parser takes them, and lines stay short."""
    with pytest.raises(SystemExit):
        main([*filter(None, [command]), "--help"])
    shown = capsys.readouterr().out
    _, _, examples = shown.partition("examples:\n")
    lines = [line for line in examples.partition("\n\n")[0].splitlines() if "COMMAND" not in line]
    assert len(lines) >= 2
    for line in lines:
        assert line.startswith("  ")
        assert len(line) <= 96
        _, _, ours = line.partition("jobstatus ")
        words = shlex.split(ours.partition(" > ")[0].partition(" | ")[0])
        parsed = make_parser().parse_args(words)
        assert command in ("", parsed.command)
