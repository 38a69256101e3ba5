"""Maps: where things are (positions), what is near them (nearby), and drawings of it (drawing) on coastlines (land)."""
