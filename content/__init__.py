"""What is taught, and the rules that say when to teach it another way."""
