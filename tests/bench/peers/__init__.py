"""The same work done the plain way, to be measured against."""
