"""What a person can bring or send: the sheet for a meeting, and letters. Only content; `web.papers` makes the files."""
