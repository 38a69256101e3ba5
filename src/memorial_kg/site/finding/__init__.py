"""Finding things on the site: facets and lists, the data with which scripts browse, and the search index."""
