"""A stand-in for Specivo, made for Lockkeeper's lab: it behaves alike and is not the vendor's code."""
