"""The command line, its reports, and the schedules it prints."""
