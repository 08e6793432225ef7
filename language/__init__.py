"""Danish: what people write, turned into topics, facts and acts. Decides no law."""
