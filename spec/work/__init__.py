"""Who finds answers: processes that can be killed and replaced, this process, or a cluster."""
