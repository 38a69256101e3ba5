"""Finds descriptions of one memorial in several sources, and lets a person decide; nothing merges by itself."""
