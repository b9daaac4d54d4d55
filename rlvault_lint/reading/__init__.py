"""From the bytes of one file to a Note. Pure: nothing here reads a file, knows a setting, or judges."""
