"""Django's SQLite backend over SQLCipher: the same SQL, every page of the file encrypted with a raw key."""
