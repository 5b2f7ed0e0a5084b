"""Convert attrs instances into Arrow tables and back, by a pass over the nodes of their class."""
