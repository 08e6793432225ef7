"""Errors in the logs by their kind and place, never by their message: that may quote what somebody wrote.

Rasa and its action server write an error's whole text, and Rasa's holds what it sent to the action. Importing this
module is enough: the action server imports every module of `actions`, Rasa gets it from web/rasa_stores.py.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any


def place(error: BaseException) -> str:
    """The kind of an error and the lines of code it came through, without its message."""
    return f"{type(error).__name__}\n" + "".join(traceback.format_tb(error.__traceback__))


def _quietly(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _record(*args, **kwargs)
    if record.exc_info and record.exc_info[1]:
        record.exc_text, record.exc_info = place(record.exc_info[1]), None
    return record


_record = logging.getLogRecordFactory()
logging.setLogRecordFactory(_quietly)
