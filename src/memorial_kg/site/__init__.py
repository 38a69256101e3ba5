"""The linked-data site: pages that a person reads, beside the data that a program reads, as plain files.

settings    what a publisher may choose
site        one language's view of a built graph: catalogue, ontology, words
page        a page, before it is written
sections    which pages there are, a table
rendering   the templates, and what they may call
publishing  everything into a fresh folder, swapped in
"""

from memorial_kg.site.publishing import Published, publish
from memorial_kg.site.settings import LANGUAGES, Settings

__all__ = ["LANGUAGES", "Published", "Settings", "publish"]
