"""What takes hours: the second encoding on a million people, every property on many cases, every slip of a number."""
