"""Speed under load: this guide, the same content on Rasa as `rasa init` sets it up, and a handler that does nothing."""
