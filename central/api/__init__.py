"""The HTTP interface of the centre."""
