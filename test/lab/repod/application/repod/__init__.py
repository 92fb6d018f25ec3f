"""Stand-in for Repod, made for Lockkeeper's lab. Not the vendor's code."""
