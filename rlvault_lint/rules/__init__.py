"""The built-in rules: one module each, named after the rule. `rule.registry` finds them by walking here."""
