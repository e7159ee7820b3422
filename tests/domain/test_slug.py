"""Addresses made from titles."""

import pytest

from tracker.domain.swedish.slug import slug_fault, slug_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Handlingsplan för äldre på landsbygden", "handlingsplan-for-aldre-pa-landsbygden"),
        ("26-punktsplan: fler i jobb!", "26-punktsplan-fler-i-jobb"),
        ("Élan & Ørsted", "elan-orsted"),
        ("  –  ", ""),
        ("å" * 200, "a" * 80),
        ("a" * 79 + " b", "a" * 79),
    ],
)
def test_slug_of(title: str, slug: str) -> None:
    assert slug_of(title) == slug
    assert not slug or slug_fault(slug) == []


@pytest.mark.parametrize(
    "slug", ["", "a b", "Å", "-a", "a-", "a--b", "a/b", "a" * 81, "ny-plan", "utskick", "a\n"]
)
def test_bad_slugs_are_refused(slug: str) -> None:
    assert [fault.field for fault in slug_fault(slug)] == ["slug"]
