"""What other libraries ask for; each module is imported by its library alone."""
