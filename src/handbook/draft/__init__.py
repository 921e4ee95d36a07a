"""Drafting an audit from a report's text: the numbers it prints, the relations they seem to be in, what does not add up.

Nothing here is a verdict. A draft proposes; a person accepts.
"""
