from jobstatus.nodes.base cimport Node


cpdef bytes write_json(Node node, obj)
