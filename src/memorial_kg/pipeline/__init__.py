"""The main job: from a workspace to a folder with the validated graph in every format, swapped in whole."""

from memorial_kg.pipeline.building import Progress, build
from memorial_kg.pipeline.opening import open_graph

__all__ = ["Progress", "build", "open_graph"]
