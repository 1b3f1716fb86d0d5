"""What a command line may ask for."""
