"""What may be shown of a group, so that no member can be singled out."""
