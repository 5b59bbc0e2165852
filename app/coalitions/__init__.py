"""Partners: businesses whose points can be spent at one another, and what they owe."""
