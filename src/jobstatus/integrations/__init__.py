"""Entry points for other libraries; each module is imported by its library alone."""
