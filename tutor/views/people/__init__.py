"""Staff at work with people: their accounts, their classes."""
