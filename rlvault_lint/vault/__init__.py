"""All notes together: what a link resolves to, and what else can be asked of a vault. Never judges."""
