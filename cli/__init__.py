"""The guide on the command line: a front door like the page, for helpers, editors and tests."""
