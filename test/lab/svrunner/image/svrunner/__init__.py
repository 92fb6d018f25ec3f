"""Stand-in for SVRunner, made for Lockkeeper's lab. Not the vendor's code."""
