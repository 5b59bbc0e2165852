"""Printed cards by the thousand: orders, numbers, files for the printing house."""
