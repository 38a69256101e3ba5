"""What is on the site beside pages and the data of things: dumps, lists for machines, rules for web servers.

table       which files there are, and what writes each
texts       the templates of files that are not pages
sitemap     the pages, for search engines
feed        the edition and its memorials, for feed readers
describing  the dataset, for harvesters: VoID, DCAT-AP
crate       the folder, for archives: RO-Crate
redirects   from IRIs to documents, for web servers
checksums   the downloads, for whoever has fetched them
"""

from memorial_kg.site.files.table import FILES

__all__ = ["FILES"]
