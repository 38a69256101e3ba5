"""Maps: where things are (positions), and drawings of it (drawing) on coastlines (land)."""
