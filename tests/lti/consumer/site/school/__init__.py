"""What the consumer takes from the larger platform around it."""
