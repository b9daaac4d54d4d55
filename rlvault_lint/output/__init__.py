"""What a run found, written: one module for each format, and what they share."""
