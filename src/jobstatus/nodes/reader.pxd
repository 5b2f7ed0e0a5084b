from jobstatus.nodes.base cimport Node


cpdef read_json(Node node, data)
