"""How sources compare is told in the reader's language: the graph's English sentence is only for what nothing else says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.site.html_tree import Element, squeezed

from memorial_kg.site.page import Page
from memorial_kg.site.pages import differences, memorials
from memorial_kg.site.site import Site
from memorial_kg.site.words import load_words

Pages = dict[str, tuple[Page, Element]]
OTHERS = ("az", "de", "tr")


@pytest.mark.parametrize("language", OTHERS)
def test_claims_side_by_side_are_related_in_words_of_the_reader(
    site: Site, pages_of: Callable[..., Pages], language: str
) -> None:
    tree = pages_of(differences.pages, site, language)[differences.FIRST][1]
    for shown in tree.all("div", "claims"):
        relation = load_words(language)(f"claims.{shown['data-relation']}")
        assert relation in [squeezed(each.text()) for each in shown.all("p", "sentence")]
        assert bool(english(shown)) == (load_words(language)("claims.shared") in squeezed(shown.text()))


@pytest.mark.parametrize("language", OTHERS)
def test_the_table_of_comparisons_says_who_says_what_in_words_of_the_reader(
    site: Site, pages_of: Callable[..., Pages], language: str
) -> None:
    words = load_words(language)
    table = pages_of(memorials.pages, site, language)["memorial/tr-usak.html"][1].one("details", "compared")
    told = [squeezed(each.text()) for each in table.all("td")]
    opened = next(each for each in told if words("claims.disjoint") in each)
    assert "2014" in opened
    assert "2016" in opened
    assert not english(table)


def test_a_sentence_that_alone_tells_records_of_one_source_apart_is_marked_as_english(
    site: Site, pages_of: Callable[..., Pages]
) -> None:
    table = pages_of(memorials.pages, site, "de")["memorial/de-berlin.html"][1].one("details", "compared")
    assert "article (infobox) says Zehlendorf and article says Steglitz-Zehlendorf" in " ".join(english(table))


def english(shown: Element) -> list[str]:
    """The sentences of the graph in a part of a page, which all name the key in quotation marks."""
    texts = (squeezed(each.text()) for each in shown.all("span", lang="en"))
    return [each for each in texts if each.startswith("On “") or " agree on “" in each]
