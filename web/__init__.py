"""What people see: the chat page, which works without JavaScript. Holds no law; shows only what `guide` says."""
