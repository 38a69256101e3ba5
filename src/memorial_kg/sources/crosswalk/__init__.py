"""The crosswalk of a source: how each of its rows becomes a record, by declaration in its source.toml."""
