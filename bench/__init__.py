"""Measurements of the engine: `make bench`, or `python -m bench engine|growth|person`. Standard library only here."""
