"""Rasa's custom actions: read the tracker, call the guide, send. Rasa's action server loads this package."""

from actions.guide import ActionGuide

__all__ = ["ActionGuide"]
