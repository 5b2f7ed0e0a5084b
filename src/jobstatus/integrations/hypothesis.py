"""Register the classes with `st.from_type`: importing Hypothesis calls `register_types`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from jobstatus import models

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["register_type", "register_types"]

T = TypeVar("T")


def register_type(type_: T) -> T:
    """Make `st.from_type` generate `instances` of a class or of an open enum of yours.

    Args:
        type_: An attrs class, generic or not, or an open enum; not `Open[...]`, nor a union.

    Returns:
        The same, so that it can be a decorator.
    """
    from hypothesis import strategies as st  # noqa: PLC0415 - it is optional

    st.register_type_strategy(type_, _instances)  # type: ignore[arg-type]
    return type_


def register_types() -> None:
    """Register the classes and enums of this package.

    Importing Hypothesis calls this function (unless `HYPOTHESIS_NO_PLUGINS` is set), which costs an
    import of this package, and none of its strategies.
    """
    for name in models.__all__:
        register_type(getattr(models, name))


def _instances(type_: Any) -> SearchStrategy[Any]:
    # Only now: it may be `testing` that has imported Hypothesis, and is half there.
    from jobstatus.testing.objects import instances  # noqa: PLC0415

    return instances(type_)
