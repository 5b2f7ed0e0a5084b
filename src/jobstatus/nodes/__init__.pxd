# Cython takes a folder for a package, whose modules can be cimported, by this file.
