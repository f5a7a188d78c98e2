"""Ids that follow from names are those of the standard library, whatever the name."""

from __future__ import annotations

from uuid import NAMESPACE_DNS, NAMESPACE_URL, UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_profiles.writing import ids_in


@pytest.mark.parametrize("namespace", [NAMESPACE_DNS, NAMESPACE_URL])
@given(name=st.text())
def test_an_id_is_the_uuid_of_version_5_of_its_name(namespace: UUID, name: str) -> None:
    assert ids_in(namespace)(name) == str(uuid5(namespace, name))


def test_one_namespace_gives_the_same_name_the_same_id_again() -> None:
    id_of = ids_in(NAMESPACE_URL)
    assert id_of("a") == id_of("a") != id_of("b")
