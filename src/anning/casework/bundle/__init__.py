"""The exhibit bundle: what is in it as values, how it is suggested, drawn and checked against its own pages."""
