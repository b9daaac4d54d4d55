"""Everything that touches the disk: where a vault lies, which files it has, and what is in them."""
