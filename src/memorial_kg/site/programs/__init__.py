"""What programs read of a thing: the files beside its page, the JSON-LD inside it, and what its head says."""
