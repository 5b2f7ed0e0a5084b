"""Litestar reads the bodies, and writes the responses, of attrs classes by a converter."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Union, cast, get_args, get_origin
from weakref import WeakKeyDictionary

from attrs import has
from cattrs import BaseValidationError
from litestar import Response
from litestar.dto import AbstractDTO, DTOConfig
from litestar.enums import RequestEncodingType
from litestar.exceptions import ValidationException
from litestar.openapi.spec import Reference, Schema
from litestar.params import KwargDefinition
from litestar.plugins import OpenAPISchemaPlugin, SerializationPlugin
from litestar.serialization import decode_msgpack
from litestar.typing import FieldDefinition

from jobstatus.codecs.json_text import decode_json
from jobstatus.converters import JsonConverter
from jobstatus.converters import converter as _converter
from jobstatus.errors import JobStatusError, problems_of
from jobstatus.nodes.open_enums import is_open_enum
from jobstatus.schema.definitions import Definitions
from jobstatus.schema.functions import schema_of

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from cattrs import BaseConverter
    from litestar.connection import ASGIConnection

    from jobstatus.problems import Problem
    from jobstatus.schema.functions import Mode

__all__ = ["ConverterPlugin"]

_SUFFIXES = {"validation": "-Input", "serialization": "-Output"}


class ConverterPlugin(SerializationPlugin, OpenAPISchemaPlugin):
    """A plugin of Litestar that reads bodies and writes responses by a converter.

    It serves every handler whose `data` or return annotation is an attrs class or an open enum, or a
    list, dict or union of them, or a `Response` of these. A body that cannot be structured is
    answered with 400, and each problem is an item of `extra`. The OpenAPI document has the schemas
    of `jobstatus.json_schema`, and open enums in parameters are open there, too. A handler with a
    `dto=` of its own is left alone.

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
        self._components: WeakKeyDictionary[Any, _Components] = WeakKeyDictionary()

    def supports_type(self, field_definition: FieldDefinition) -> bool:
        """Tell whether the converter reads and writes a type; Litestar asks for inner types, too."""
        return _is_read(field_definition.annotation)

    def create_dto_for_type(self, field_definition: FieldDefinition) -> type[AbstractDTO[Any]]:
        """Make the class by which Litestar reads and writes a type."""
        own = {"plugin": self, "model_type": _content_type(field_definition.annotation)}
        return type("ConverterDTO", (_ConverterDTO,), own)

    @staticmethod
    def is_plugin_supported_type(value: Any) -> bool:
        """Tell whether a type is an open enum, whose OpenAPI schema the plugin makes everywhere."""
        return is_open_enum(value)

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Any:
        """Return the OpenAPI schema of an open enum."""
        return self.schema(
            field_definition.annotation, "validation", schema_creator.schema_registry
        )

    def schema(self, type_: Any, mode: Mode, registry: Any) -> Reference | Schema:
        """Return the OpenAPI schema of a type, and register the definitions that it refers to.

        Args:
            type_: The type.
            mode: `"validation"` for a body, `"serialization"` for a response.
            registry: Litestar's registry of the schemas of one OpenAPI document.

        Raises:
            TypeError: As by `json_schema`.
        """
        components = self._components.setdefault(registry, _Components("{name}"))
        document = schema_of(type_, self.converter, self.known, definitions=components, mode=mode)
        components.register(registry)
        linked = components.linked(document, registry)
        return linked["$ref"] if linked.keys() == {"$ref"} else _JsonSchema(document=linked)


class _ConverterDTO(AbstractDTO[Any]):
    """Reads bodies and writes responses of one type.

    Attributes:
        plugin: The plugin, which has the converter.
        model_type: The type.
    """

    plugin: ClassVar[ConverterPlugin]
    config = DTOConfig()

    def decode_bytes(self, value: bytes) -> Any:
        """Structure a body.

        Raises:
            ValidationException: The body is not what the type asks for.
        """
        content_type, _ = cast("Any", self.asgi_connection).content_type
        if content_type == RequestEncodingType.MESSAGEPACK:
            return self.decode_builtins(decode_msgpack(value))
        converter = self.plugin.converter
        try:
            if isinstance(converter, JsonConverter):
                return converter.loads(value, self.model_type)
            return converter.structure(decode_json(value, self.model_type), self.model_type)
        except (JobStatusError, BaseValidationError) as exc:
            raise _refusal(problems_of(exc, value), self.asgi_connection) from exc

    def decode_builtins(self, value: Any) -> Any:
        """Structure the builtins of a body, such as the fields of a form.

        Raises:
            ValidationException: The body is not what the type asks for.
        """
        try:
            return self.plugin.converter.structure(value, self.model_type)
        except (JobStatusError, BaseValidationError) as exc:
            raise _refusal(problems_of(exc, value), self.asgi_connection) from exc

    def data_to_encodable_type(self, data: Any) -> Any:
        """Unstructure the value that a handler has returned, or the content of its `Response`."""
        if isinstance(data, Response):
            data.content = self.data_to_encodable_type(data.content)
            return data
        return self.plugin.converter.unstructure(data, self.model_type)

    @classmethod
    def is_supported_model_type_field(cls, field_definition: FieldDefinition) -> bool:
        """Tell whether the converter writes the value that a handler returns."""
        return _is_made_of_read(_content_type(field_definition.annotation))

    @classmethod
    def create_for_field_definition(
        cls, field_definition: FieldDefinition, handler_id: str, backend_cls: Any = None
    ) -> None:
        """Do nothing: there is no backend of Litestar's."""

    @classmethod
    def create_openapi_schema(
        cls, field_definition: FieldDefinition, handler_id: str, schema_creator: Any
    ) -> Reference | Schema:
        """Return the OpenAPI schema of a body or response."""
        mode: Mode = "validation" if field_definition.name == "data" else "serialization"
        return cls.plugin.schema(cls.model_type, mode, schema_creator.schema_registry)

    @classmethod
    def generate_field_definitions(cls, model_type: type[Any]) -> Generator[Any, None, None]:
        """Raise: only a backend of Litestar's would ask."""
        raise NotImplementedError

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:
        """Raise: only a backend of Litestar's would ask."""
        raise NotImplementedError


@dataclass
class _JsonSchema(Schema):
    """A JSON Schema that Litestar writes as it is, with references whose paths Litestar chooses late."""

    document: dict[str, Any] = field(default_factory=dict)

    def to_schema(self) -> dict[str, Any]:
        """Return the schema with the final paths of references."""
        return cast("dict[str, Any]", _with_paths(self.document))


class _Components(Definitions):
    """The definitions of one OpenAPI document."""

    def __init__(self, ref_template: str) -> None:
        super().__init__(ref_template)
        self._fields: dict[str, FieldDefinition] = {}

    def plain_name(self, type_: Any, variant: str) -> str:
        """Return the name of a definition, which tells bodies and responses apart."""
        return super().plain_name(type_, variant) + _SUFFIXES.get(variant, "")

    def register(self, registry: Any) -> None:
        """Register the definitions that are new as components of the document."""
        new = [name for name in self.by_name if name not in self._fields]
        for name in new:
            key = KwargDefinition(schema_component_key=name)
            self._fields[name] = FieldDefinition.from_kwarg(Any, name, kwarg_definition=key)
            registry.get_schema_for_field_definition(self._fields[name])
        for name in new:
            schema = registry.get_schema_for_field_definition(self._fields[name])
            aliases: Any = Schema.field_aliases()
            definition = self.linked(self.by_name[name], registry)
            # It would be the same for what is read and what is written, and generators of clients
            # take it for a name.
            del definition["title"]
            for keyword, value in definition.items():
                setattr(schema, aliases.get(keyword, keyword), _wrapped(value))

    def linked(self, value: Any, registry: Any) -> Any:
        """Copy a schema, with registered references in the place of the names of definitions."""
        if isinstance(value, list):
            return [self.linked(item, registry) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            key: registry.get_reference_for_field_definition(self._fields[item])
            if key == "$ref"
            else self.linked(item, registry)
            for key, item in value.items()
        }


def _with_paths(value: Any) -> Any:
    """Copy a schema, with the paths of references."""
    if isinstance(value, dict):
        return {key: _with_paths(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_paths(item) for item in value]
    return value.ref if isinstance(value, Reference) else value


def _wrapped(value: Any) -> Any:
    """Return a value of a schema as one of a `Schema` of Litestar's."""
    if isinstance(value, list):
        return [_wrapped(item) for item in value]
    return _JsonSchema(document=value) if isinstance(value, dict) else value


def _is_read(type_: Any) -> bool:
    """Tell whether a type is one that the plugin is for."""
    return has(get_origin(type_) or type_) or is_open_enum(type_)


def _is_made_of_read(type_: Any) -> bool:
    """Tell whether a type is one that the plugin is for, or a list, dict or union of such types."""
    args = [arg for arg in get_args(type_) if arg is not NoneType]
    if get_origin(type_) is Annotated:
        return _is_made_of_read(args[0])
    if get_origin(type_) in (list, dict):
        return _is_made_of_read(args[-1])
    if get_origin(type_) in (Union, UnionType):
        return all(map(_is_made_of_read, args))
    return _is_read(type_)


def _content_type(type_: Any) -> Any:
    """Return the type of the content of a `Response`; any other type as it is."""
    origin = get_origin(type_)
    is_response = isinstance(origin, type) and issubclass(origin, Response)
    return get_args(type_)[0] if is_response else type_


def _refusal(
    problems: list[Problem], connection: ASGIConnection[Any, Any, Any, Any]
) -> ValidationException:
    """Return the exception of a body, in the form of those that Litestar itself raises."""
    request: Any = connection
    target = f"{request.method} {request.url.path}"
    extra = [_as_litestar_has_it(problem) for problem in problems]
    return ValidationException(detail=f"Validation failed for {target}", extra=extra)


def _as_litestar_has_it(problem: Problem) -> dict[str, str]:
    key = {"key": ".".join(map(str, problem.steps))} if problem.steps else {}
    return {"message": problem.message, **key, "source": "body"}
