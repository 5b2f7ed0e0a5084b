"""pydantic reads and writes types by a converter: `ConvertedBy`, and the types of this package.

The classes, enums and JSON types of this package import this module when pydantic asks them for their
schemas. FastAPI gets all of it by way of pydantic.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from types import GenericAlias, NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Optional, Union, cast, get_args, get_origin

from attrs import has
from cattrs import BaseValidationError
from pydantic import PydanticInvalidForJsonSchema
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError, core_schema

from jobstatus.codecs.json_values import copy_json
from jobstatus.converters import converter as _converter
from jobstatus.errors import JobStatusError, problems_of, type_name
from jobstatus.excerpts import ABSENT, excerpt, kind
from jobstatus.nodes.lookup import aliased_type
from jobstatus.nodes.optionals import is_optional
from jobstatus.schema.definitions import Definitions, definition_name
from jobstatus.schema.functions import schema_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cattrs import BaseConverter
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler

    from jobstatus.problems import Problem

__all__ = ["ConvertedBy"]

_ABSENT: Final = kind(ABSENT)
_JSON_KINDS: Final = frozenset({"number", "string", "array", "object"})
_TYPE: Final = "jobstatus_type"
"""The key under which the metadata of a core schema hold its type."""

_CONTAINERS: Final = frozenset({list, dict, tuple, set, frozenset})

# A value of such a class may be a document, or hold documents: it is not taken as it is.
_OF_DOCUMENTS: Final = frozenset({str, int, float, bool, NoneType, object, deque, *_CONTAINERS})


class ConvertedBy:
    """Makes pydantic read and write a type by a converter: `Annotated[Invoice, ConvertedBy(mine)]`.

    It is for anybody's attrs classes, and for all other types that the converter has hooks for.
    Documents are structured, whether they come as JSON or as builtins; instances are taken as they
    are. Each problem is an error of its own, with its location. Objects are unstructured by
    `model_dump` in both modes, and by `model_dump_json`. The JSON schemas are those of
    `jobstatus.json_schema`.

    A list, dict, tuple or set around the type, and `| None`, are pydantic's own business:
    `Annotated[list[Invoice], ConvertedBy(mine)]` is `list[Annotated[Invoice, ConvertedBy(mine)]]`.

    Args:
        converter: A `JsonConverter`, or any cattrs converter that `jobstatus.configure` was called
            with.
        known: The JSON schemas of types that hooks of your own read or write, as in `json_schema`.
    """

    def __init__(
        self,
        converter: BaseConverter = _converter,
        *,
        known: Mapping[Any, Mapping[str, Any]] | None = None,
    ) -> None:
        self.converter: BaseConverter = converter
        self.known: Mapping[Any, Mapping[str, Any]] = known or {}

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Return the schema by which pydantic reads and writes a type."""
        container = self._container(source)
        if container is not None:
            return handler.generate_schema(container)
        return core_schema.no_info_plain_validator_function(
            _validator(source, self.converter),
            serialization=core_schema.plain_serializer_function_ser_schema(
                _serializer(source, self.converter)
            ),
            metadata={_TYPE: source},
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the JSON schema of a type, whose definitions pydantic names."""
        metadata = schema.get("metadata", {})
        if _TYPE not in metadata:  # a container
            return handler(schema)
        definitions = _SharedDefinitions(handler, self.converter)
        type_, mode = metadata[_TYPE], handler.mode
        try:
            return schema_of(type_, self.converter, self.known, definitions=definitions, mode=mode)
        except TypeError as exc:
            raise PydanticInvalidForJsonSchema(str(exc)) from exc

    def _container(self, type_: Any) -> Any:
        """Return a container or `T | None` with what is in it annotated; `None` for other types."""
        if is_optional(type_):
            (inner,) = (arg for arg in get_args(type_) if arg is not NoneType)
            return Optional[Annotated[inner, self]]  # noqa: UP045 - of a type that is computed
        origin: Any = get_origin(type_)
        if origin not in _CONTAINERS:
            return None
        keys = 1 if origin is dict else 0
        args = get_args(type_)
        inside = (arg if arg is Ellipsis else Annotated[arg, self] for arg in args[keys:])
        return GenericAlias(origin, (*args[:keys], *inside))


_by_default: Final = ConvertedBy()


def core_schema_of(type_: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
    """Return the schema by which pydantic reads and writes a type of this package.

    Args:
        type_: The type.
        handler: Makes the schemas of other types.
    """
    return handler.generate_schema(Annotated[type_, _by_default])


class _SharedDefinitions(Definitions):
    """Keeps definitions among those of pydantic, which names them and refers to them.

    Args:
        handler: Makes the JSON schemas of core schemas.
        converter: The converter: by another one, a class has another definition.
    """

    def __init__(self, handler: GetJsonSchemaHandler, converter: BaseConverter) -> None:
        super().__init__()
        self._handler = handler
        self._begun: set[str] = set()
        self._converter = converter

    def refer(self, type_: Any, make: Callable[[], dict[str, Any]], variant: str) -> dict[str, Any]:
        """Return the reference to the definition of a type, which is made at the first call."""
        module = getattr(get_origin(type_) or type_, "__module__", "")
        # pydantic takes what is behind the colon for an id.
        identity = f"{hash(type_)}-{id(self._converter)}-{variant}"
        placeholder = core_schema.any_schema(ref=f"{module}.{definition_name(type_)}:{identity}")
        # The handler makes a definition of a schema only inside of another one.
        reference: dict[str, Any] = self._handler(core_schema.list_schema(placeholder))["items"]
        definition = self._handler.resolve_ref_schema(reference)
        if not definition and reference["$ref"] not in self._begun:
            self._begun.add(reference["$ref"])
            # Without a title: it would be the same for what is read and what is written, and
            # generators of clients take it for a name.
            definition.update(make())
        return reference


def _validator(type_: Any, converter: BaseConverter) -> Callable[[Any], Any]:
    """Make the function that structures a document as a type, and takes an instance as it is."""
    classes = tuple(_classes_in(type_))

    def validate(value: Any) -> Any:
        if isinstance(value, classes):
            return value
        try:
            return converter.structure(value, type_)
        except (JobStatusError, BaseValidationError) as exc:
            details = [_details(problem, value) for problem in problems_of(exc, value)]
        raise ValidationError.from_exception_data(type_name(type_), details)

    return validate


def _serializer(type_: Any, converter: BaseConverter) -> Callable[[Any], Any]:
    """Make the function that unstructures an object of a type."""

    def serialize(value: Any) -> Any:
        return converter.unstructure(value, type_)

    return serialize


def _classes_in(type_: Any) -> Iterator[type]:
    """Yield the class that a type is, or those of a union: those whose instances are no documents."""
    origin = get_origin(type_)
    if origin in (Union, UnionType):
        for arm in get_args(type_):
            yield from _classes_in(arm)
    elif aliased_type(type_) is not None:
        yield from _classes_in(aliased_type(type_))
    elif isinstance(origin, type):
        if has(origin) or not issubclass(origin, Collection):
            yield origin
    elif isinstance(type_, type) and type_ not in _OF_DOCUMENTS:
        yield type_


def _details(problem: Problem, document: Any) -> InitErrorDetails:
    """Return a problem as pydantic has it."""
    type_ = "missing" if problem.kind == _ABSENT else "structure_error"
    error = PydanticCustomError(cast("Any", type_), cast("Any", problem.message))
    return InitErrorDetails(type=error, loc=problem.steps, input=_input_of(problem, document))


def _input_of(problem: Problem, document: Any) -> Any:
    """Return the value that a problem is about, or the object in which something is absent.

    For a problem with a key, return the excerpt of the key, and not the object, which may have many
    keys. Return the excerpt, too, of a number, text or container that is not JSON, such as `nan`:
    whoever answers a request with the errors has to encode the input.
    """
    value = document
    for step in problem.steps:
        inner = _item_of(value, step)
        if inner is ABSENT:
            return value if problem.kind == _ABSENT else problem.excerpt
        value = inner
    is_about_it = (problem.kind, problem.excerpt) == (kind(value), excerpt(value))
    is_unsafe = problem.kind in _JSON_KINDS and copy_json(value)[1]
    return value if is_about_it and not is_unsafe else problem.excerpt


def _item_of(value: Any, step: str | int) -> Any:
    """Return an item of a list or dict; `ABSENT` if there is none."""
    if isinstance(value, dict):
        return dict.get(value, step, ABSENT)
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return value[step]
    return ABSENT
