"""One reading of the whole catalogue, for the pages that are about all things at once.

kept        what was found, in a temporary file, ready to be counted and listed
collecting  what is worth finding, a table of collectors
checks      what a thing can lack, a table of checks
"""

from memorial_kg.site.survey.kept import Dated, Survey, survey_of

__all__ = ["Dated", "Survey", "survey_of"]
