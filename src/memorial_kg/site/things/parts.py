"""What a part of a thing is called in short: what it is, what it measures, or what stands in it, quoted.

Words that somebody said are never ours: they stand in quotation marks with their speaker, and what is reported in other
words is called so.
"""

from __future__ import annotations

from collections.abc import Callable

from memorial_kg.ontology import Shape
from memorial_kg.site.dates import date_in_words
from memorial_kg.site.site import Label, Site
from memorial_kg.site.statements import Statements
from memorial_kg.site.things.measures import point_at, point_in_words, quantity_at
from memorial_kg.terms import Literal

__all__ = ["part_label", "quoted", "shortened"]

_SHORT = 80


def part_label(site: Site, target: str, within: str = "", graph: str | None = None) -> Label:
    """What to call a part, with its thing where it is not `within` that; as the source of a graph says it, if given."""
    thing, _, fragment = target.partition("#")
    part = _Part(site, site.said(thing), site.catalogue.iri(target), graph)
    label = part.label() or Label(fragment, "")
    if thing == within:
        return label
    return Label(site.words("label.part", part=label.text, thing=site.label(thing).text), site.language)


def quoted(site: Site, text: str) -> str:
    """Somebody's words in the quotation marks of the interface, shortened for a label."""
    return site.words("label.quoted", text=shortened(text))


def shortened(text: str, longest: int = _SHORT) -> str:
    """A text, or as many of its first words as fit, with an ellipsis.

    >>> shortened("The water stood here.", 15)
    'The water …'
    """
    if len(text) <= longest:
        return text
    start, end = text[: longest - 1], text[longest - 1]
    whole = start if end.isspace() else start.rpartition(" ")[0]
    return f"{(whole or start).rstrip()} …" if whole else f"{start}…"


class _Part:
    """A part of a thing, as all or as one source tells of it."""

    def __init__(self, site: Site, said: Statements, node: str, graph: str | None) -> None:
        self.site, self.said, self.node, self.graph = site, said, node, graph

    def label(self) -> Label | None:
        shape = self._shape()
        told = _BY_SHAPE.get(shape.name) if shape else None
        found = told(self) if told else None
        return found or self._kind("schema:additionalType") or self._claimed() or self._role()

    def _shape(self) -> Shape | None:
        types = self.said.iris("rdf:type", node=self.node, graph=None)
        return next((self.site.ontology.by_class[each] for each in types if each in self.site.ontology.by_class), None)

    def first(self, *paths: str) -> Literal | None:
        """The first text of these properties: of the one source, else of the reconciled graph, else of any."""
        for path in paths:
            for graph in (self.graph or "", "", None):
                for found in self.said.literals(path, node=self.node, graph=graph):
                    return found
        return None

    # -- by shape ------------------------------------------------------------------------------------------------------

    def statement(self) -> Label | None:
        words = self.site.words
        quote, speaker = self.first("schema:text", "mkg:verbatimText"), self._speaker()
        reported = None if quote else self.first("mkg:paraphrase")
        if quote:
            said = quoted(self.site, quote.text)
            text = words("label.statement", speaker=speaker, words=said) if speaker else ""
            text = text or words("label.statement-unnamed", words=said)
        elif reported:
            said = shortened(reported.text)
            text = words("label.reported", speaker=speaker, words=said) if speaker else ""
            text = text or words("label.reported-unnamed", words=said)
        else:
            text = words("label.statement-wordless", speaker=speaker) if speaker else ""
        return Label(text, self.site.language) if text else None

    def _speaker(self) -> str:
        site = self.site
        for graph in (self.graph or "", "", None):
            if named := self.said.iris("schema:spokenByCharacter", node=self.node, graph=graph):
                return ", ".join(site.label(site.catalogue.name(each)).text for each in named)
        described = self.first("mkg:speakerWording")
        return quoted(site, described.text) if described else ""

    def inscription(self) -> Label | None:
        text = self.first("schema:text", "mkg:verbatimText")
        said = quoted(self.site, " ".join(text.text.split())) if text else ""
        return Label(self.site.words("label.inscription", words=said), self.site.language) if said else None

    def quantity(self) -> Label:
        return Label(quantity_at(self.site, self.said, self.node), self.site.language)

    def point(self) -> Label:
        return Label(point_in_words(point_at(self.site, self.said, self.node)), self.site.language)

    def address(self) -> Label | None:
        if text := self.first("mkg:verbatimText"):
            return Label(quoted(self.site, text.text), text.language)
        lines = dict.fromkeys(each.text for each in map(self.first, _ADDRESS) if each)
        return Label(", ".join(lines), "") if lines else None

    def event(self) -> Label | None:
        return self._kind("mkg:eventKind") or self._named(mark=True)

    def named(self) -> Label | None:
        return self._named()

    # -- by what is said of any part -----------------------------------------------------------------------------------

    def _named(self, *, mark: bool = False) -> Label | None:
        name = self.first("schema:name")
        return Label(quoted(self.site, name.text) if mark else shortened(name.text), name.language) if name else None

    def _claimed(self) -> Label | None:
        """What one source says of a part: it is to be held against what another says."""
        said = self.first("schema:description") if self.graph else None
        if said:
            return Label(shortened(said.text), said.language)
        date = self.first("mkg:edtf") if self.graph else None
        return Label(date_in_words(date.text, self.site.words).text, self.site.language) if date else None

    def _kind(self, path: str) -> Label | None:
        kinds = self.said.iris(path, node=self.node, graph=None)
        return Label(", ".join(map(self.site.term_label, kinds)), self.site.language) if kinds else None

    def _role(self) -> Label | None:
        """A part by the key with which its thing points at it: its opening."""
        shape = self.site.ontology.shape_of(self.site.catalogue.name(self.said.iri))
        for key in shape.keys.values() if shape else ():
            if key.part and self.node in self.said.iris(key.path, node=self.said.iri, graph=None):
                name = f"role.{key.name}"
                text = self.site.words(name) if name in self.site.words else self.site.key_label(key, shape)
                return Label(text, self.site.language)
        return None


_ADDRESS = ("schema:streetAddress", "schema:postalCode", "schema:addressLocality", "schema:addressRegion",
            "schema:addressCountry")  # fmt: skip
_BY_SHAPE: dict[str, Callable[[_Part], Label | None]] = {
    "Statement": _Part.statement,
    "Inscription": _Part.inscription,
    "Quantity": _Part.quantity,
    "Coordinates": _Part.point,
    "Address": _Part.address,
    "Event": _Part.event,
    "AssociatedObject": _Part.named,
}
