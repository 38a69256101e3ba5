// Makes the maps of a page interactive.
