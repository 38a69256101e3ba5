"""The linked-data site: pages that a person reads, beside the data that a program reads, as plain files.

settings    what a publisher may choose
site        one language's view of a built graph: catalogue, ontology, words
page        a page, before it is written
sections    which pages there are, a table
rendering   the templates, and what they may call
representations, structured, heading
            the data beside a page, and what its head says to programs
files       what lies beside both: dumps, lists for machines, rules for web servers
working     writes the parts, in one process or in several
publishing  everything into a fresh folder, swapped in
"""

from memorial_kg.site.publishing import Published, publish
from memorial_kg.site.settings import LANGUAGES, Settings

__all__ = ["LANGUAGES", "Published", "Settings", "publish"]
