"""One process per engine under measurement. Each runs in its own environment and talks JSON, a line a message."""
