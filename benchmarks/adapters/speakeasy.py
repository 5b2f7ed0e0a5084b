"""The official SDKs' Python runtime: models as its generator (Speakeasy's) declares them.

StackOne's own Python SDK is not on the package index; the same runtime ships inside others that
are, such as `mistralai`. What generated classes repeat, each for itself, stands once in `_Model`.
"""

# The annotations are objects, not text: pydantic has not to evaluate them.
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Literal

from mistralai.client.types import (
    UNSET,
    UNSET_SENTINEL,
    BaseModel,
    OptionalNullable,
    UnrecognizedStr,
)
from mistralai.client.utils.serializers import unmarshal_json
from pydantic import SerializerFunctionWrapHandler, model_serializer

from .base import Codec, Kind, Peer
from .models import AtsJobConfidential, AtsJobValue, Types, declare


class _Model(BaseModel):
    required: ClassVar[frozenset[str]]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        fields = cls.model_fields.items()
        cls.required = frozenset(name for name, field in fields if field.is_required())

    @model_serializer(mode="wrap")
    def serialize_model(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what was never set."""
        serialized = handler(self)
        m = {}
        for n, f in type(self).model_fields.items():
            k = f.alias or n
            val = serialized.get(k, serialized.get(n))
            is_set = k not in self.required and self.__pydantic_fields_set__.intersection({n})
            if val != UNSET_SENTINEL and (val is not None or k in self.required or is_set):
                m[k] = val
        return m


class AtsJobSourceValue(BaseModel):
    """The object arm of the union, which the SDKs declare without fields."""


class CustomFieldValue(BaseModel):
    """The same for custom fields."""


_TYPES = Types(
    optional=OptionalNullable,
    absent=UNSET,
    number=float,
    value=Literal[tuple(each.value for each in AtsJobValue)] | UnrecognizedStr,
    confidential=Literal[tuple(each.value for each in AtsJobConfidential)] | UnrecognizedStr,
    source_value=OptionalNullable[AtsJobSourceValue | str | float | bool | list[Any]],
    custom_value=OptionalNullable[str | float | bool | CustomFieldValue | list[Any] | datetime],
    body=OptionalNullable[str | CustomFieldValue | list[int]],
    response=OptionalNullable[CustomFieldValue | list[Any] | str],
)
TYPES: dict[Kind, Any] = declare(lambda cls: cls, _Model, _TYPES)


def _dumps(model: BaseModel) -> bytes:
    return model.model_dump_json(by_alias=True).encode()


def _unstructure(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True)


def _codec(kind: Kind) -> Codec:
    typ = TYPES[kind]
    # What `unmarshal_json_response`, which every operation of an SDK calls, does with the text.
    return Codec(partial(unmarshal_json, typ=typ), typ.model_validate, _dumps, _unstructure)


PEER = Peer(
    label="official SDKs' runtime",
    packages=("mistralai", "pydantic", "pydantic-core"),
    imports="import mistralai.client.types, mistralai.client.utils.serializers",
    codec=_codec,
    note="models as Speakeasy generates them, on the runtime that ships in `mistralai`: its "
    "`unmarshal_json` (which makes a pydantic model on every call), `model_validate` for dicts",
)
