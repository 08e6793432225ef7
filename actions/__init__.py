"""Rasa's custom actions: read the tracker, call the guide, send. Rasa's action server finds them in this package."""
