"""Compute, check and draw: everything a chapter of the handbook imports.

The package is pure: it reads tables and returns values; it writes no file and starts no process.
"""
