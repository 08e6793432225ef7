"""How well the guide understands Danish: what is measured, on what, and how it is shown."""
