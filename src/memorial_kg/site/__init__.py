"""The linked-data site: pages that a person reads, beside the data that a program reads, as plain files.

settings    what a publisher may choose
site        one language's view of a built graph: catalogue, ontology, words, statements
things      what pages know of things, as plain data
survey      one reading of everything, for the pages about all things
maps        where things are, and drawings of it
page, pages a page before it is written, and a module for each kind of them; sections is the table
finding     browsing and searching
rendering   the templates, and what they may call
programs    the data beside a page, and what its head says to programs
files       what lies beside both: dumps, lists for machines, rules for web servers
working     writes the parts, in one process or in several
publishing  everything into a fresh folder, swapped in
"""

from memorial_kg.site.publishing import Published, publish
from memorial_kg.site.settings import LANGUAGES, Settings

__all__ = ["LANGUAGES", "Published", "Settings", "publish"]
