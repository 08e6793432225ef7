"""The law: a dated catalogue of provisions and rights, and the engine that applies it.

Pure Python. No Rasa, no web, no database, no clock: the date is always an argument.
"""
