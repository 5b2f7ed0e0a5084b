"""Mutation testing: changes of the code, one at a time, that a test has to notice."""
