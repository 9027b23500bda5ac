"""Reports as documents: what is said, in the same words and numbers on the page and in every file."""
