"""Find files of stored responses, read their JSON documents, and find the jobs in them."""
