"""The conversation: (what is known so far, what the person did) -> (what is known now, the reply).

Pure Python: no Rasa, no web, no clock. All law comes from `rights` as Decisions.
"""
