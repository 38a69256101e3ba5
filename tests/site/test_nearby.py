"""What is shown as nearby: the others in the smallest place that has any, below the country, and how far away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.site.html_tree import Element, squeezed

from memorial_kg.catalogue.browsing import Entry
from memorial_kg.site.maps import nearby as room
from memorial_kg.site.maps.nearby import Nearby, nearby
from memorial_kg.site.maps.positions import holders
from memorial_kg.site.page import Page
from memorial_kg.site.pages import memorials
from memorial_kg.site.site import Site

Pages = dict[str, tuple[Page, Element]]


def around(site: Site, name: str) -> Nearby | None:
    return nearby(site, name, [each.name for each in holders(site, name)])


@pytest.mark.parametrize(
    ("name", "place", "others"),
    [
        ("memorial/tr-izmir-bornova", "place/tr-izmir", ["memorial/tr-izmir-karabaglar"]),
        ("memorial/tr-izmir-karabaglar", "place/tr-izmir", ["memorial/tr-izmir-bornova"]),
        ("memorial/tr-ankara-kecioren", "place/tr-ankara", ["memorial/tr-ankara-unspecified"]),
        (
            "memorial/tr-ankara-kizilcahamam",
            "place/tr-ankara-province",
            ["memorial/tr-ankara-kecioren", "memorial/tr-ankara-unspecified"],
        ),
    ],
)
def test_others_are_found_in_the_smallest_place_that_has_any(
    site: Site, name: str, place: str, others: list[str]
) -> None:
    found = around(site, name)
    assert found
    assert (found.place, [other for other, _ in found.others], found.more) == (place, others, False)


@pytest.mark.parametrize("name", ["memorial/tr-denizli", "proposal/tr-isparta", "memorial/az-baku"])
def test_a_country_is_not_nearby(site: Site, name: str) -> None:
    assert around(site, name) is None


def test_nothing_is_looked_for_in_a_country_or_in_what_holds_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A country may lie in a continent: as if Izmir were one here, and its province that."""
    monkeypatch.setattr(room, "_countries", lambda *_: ["place/tr-izmir"])
    assert around(site, "memorial/tr-izmir-bornova") is None


def test_few_are_shown_and_few_are_read_however_many_there_are(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "memorial/tr-ankara-kizilcahamam"
    monkeypatch.setattr(room, "_MOST", 1)
    found = around(site, name)
    assert found
    assert (len(found.others), found.more) == (1, True)
    monkeypatch.setattr(room, "_READ", 1)
    found = around(site, name)
    assert found
    assert (len(found.others), found.more) == (1, False)


def test_what_sources_contradict_each_other_on_is_not_called_nearby(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, places = "memorial/tr-izmir-bornova", [each.name for each in holders(site, "memorial/tr-izmir-bornova")]
    monkeypatch.setattr(room, "holders", lambda *_: [])
    assert nearby(site, name, places) is None


def entry(longitude: float | None, radius: float | None) -> Entry:
    latitude = None if longitude is None else 0.0
    return Entry(0, "", longitude, latitude, radius, "", None, None, (), "", "", ())


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (entry(0, 4_000), entry(0.2, 5_500), "about 22 km away, give or take 10"),
        (entry(0, 15_000), entry(0.2, 15_000), "at most 53 km away"),
        (entry(0, 15_000), entry(0, 15_000), ""),
        (entry(0, 5_000), entry(0.2, 6_500), "at most 34 km away"),
        (entry(0, None), entry(0.2, 10), ""),
        (entry(None, None), entry(0.2, 10), ""),
    ],
)
def test_a_distance_is_as_exact_as_both_positions(site: Site, one: Entry, other: Entry, words: str) -> None:
    assert room._distance(site, one, other) == words


def test_the_page_names_the_place_and_links_what_is_in_it(site: Site, pages_of: Callable[..., Pages]) -> None:
    tree = pages_of(memorials.pages, site)["memorial/tr-izmir-bornova.html"][1]
    assert squeezed(tree.one("h3", id="_nearby").text()) == "Others in Izmir"
    links = [each["href"] for each in tree.one("aside", "rest").all("a")]
    assert "tr-izmir-karabaglar.html" in links
    german = pages_of(memorials.pages, site, "de")["memorial/tr-izmir-bornova.html"][1]
    assert squeezed(german.one("h3", id="_nearby").text()) == "Weitere in diesem Gebiet: Izmir"
