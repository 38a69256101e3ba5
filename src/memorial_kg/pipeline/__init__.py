"""The main job: from a workspace to a folder with the validated graph in every format, swapped in whole."""

from memorial_kg.pipeline.building import build, open_graph

__all__ = ["build", "open_graph"]
