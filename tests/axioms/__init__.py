"""The memory models on one execution: all executions enumerated, and the shapes everyone knows."""
