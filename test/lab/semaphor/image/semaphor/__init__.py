"""A stand-in for Semaphor, made for Lockkeeper's lab: it behaves as its page says and is not the vendor's code."""
